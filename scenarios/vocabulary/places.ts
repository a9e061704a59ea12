/** Places and images that calls name. */

/** The Availability Zone of the scenarios; volumes and instances must share one. */
export const AVAILABILITY_ZONE = 'us-east-1a';
/** Amazon Linux 2023 as the simulation has it: a public image whose root volume, /dev/xvda, is not encrypted. */
export const IMAGE_ID = 'ami-0f3f0f7f3bf4aa211';
