/** Places and images that calls name. */

/** The Availability Zone of the scenarios; volumes and instances must share one. */
export const AVAILABILITY_ZONE = 'us-east-1a';
/** One of Amazon's public images, an unencrypted Amazon Linux whose root device is /dev/xvda. */
export const IMAGE_ID = 'ami-0abcdef1234567890';
