/**
 * Headers that requests may carry though the API model has no member for them: S3 looks at them, and refuses them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html ("Encryption request headers ... should not be sent")
 */
const ON_READS = { ServerSideEncryption: 'x-amz-server-side-encryption' } as const;

/** By operation of S3: the name that the input has for each, and the header. */
export const besideHeaders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GetObject: ON_READS,
  HeadObject: ON_READS,
};
