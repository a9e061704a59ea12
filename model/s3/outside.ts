/**
 * What of S3 is outside the simulation: operations that are refused by name (501 NotImplemented) and things that are
 * accepted and given back but have no effect. Depth where data is encrypted, no emulator of everything.
 */

/** Operations of the API that are refused, by subject. */
export const refusedOperations: Readonly<Record<string, readonly string[]>> = {
  'S3 Select and torrents': ['SelectObjectContent', 'GetObjectTorrent'],
  'Object Lock': [
    'GetObjectLegalHold',
    'GetObjectLockConfiguration',
    'GetObjectRetention',
    'PutObjectLegalHold',
    'PutObjectLockConfiguration',
    'PutObjectRetention',
  ],
  'lifecycle rules, restoring and replication': [
    'DeleteBucketLifecycle',
    'DeleteBucketReplication',
    'GetBucketLifecycleConfiguration',
    'GetBucketReplication',
    'PutBucketLifecycleConfiguration',
    'PutBucketReplication',
    'RestoreObject',
  ],
  'analytics, inventory, metrics, tiering and metadata tables': [
    'CreateBucketMetadataConfiguration',
    'CreateBucketMetadataTableConfiguration',
    'DeleteBucketAnalyticsConfiguration',
    'DeleteBucketIntelligentTieringConfiguration',
    'DeleteBucketInventoryConfiguration',
    'DeleteBucketMetadataConfiguration',
    'DeleteBucketMetadataTableConfiguration',
    'DeleteBucketMetricsConfiguration',
    'GetBucketAnalyticsConfiguration',
    'GetBucketIntelligentTieringConfiguration',
    'GetBucketInventoryConfiguration',
    'GetBucketMetadataConfiguration',
    'GetBucketMetadataTableConfiguration',
    'GetBucketMetricsConfiguration',
    'ListBucketAnalyticsConfigurations',
    'ListBucketIntelligentTieringConfigurations',
    'ListBucketInventoryConfigurations',
    'ListBucketMetricsConfigurations',
    'PutBucketAnalyticsConfiguration',
    'PutBucketIntelligentTieringConfiguration',
    'PutBucketInventoryConfiguration',
    'PutBucketMetricsConfiguration',
    'UpdateBucketMetadataInventoryTableConfiguration',
    'UpdateBucketMetadataJournalTableConfiguration',
  ],
  'web sites, CORS, logging, notifications, acceleration and billing': [
    'DeleteBucketCors',
    'DeleteBucketWebsite',
    'GetBucketAccelerateConfiguration',
    'GetBucketCors',
    'GetBucketLogging',
    'GetBucketNotificationConfiguration',
    'GetBucketRequestPayment',
    'GetBucketWebsite',
    'PutBucketAccelerateConfiguration',
    'PutBucketCors',
    'PutBucketLogging',
    'PutBucketNotificationConfiguration',
    'PutBucketRequestPayment',
    'PutBucketWebsite',
  ],
  'directory buckets and attribute-based access control': [
    'CreateSession',
    'GetBucketAbac',
    'ListDirectoryBuckets',
    'PutBucketAbac',
    'RenameObject',
  ],
  'ACLs of objects and other ownership changes': ['DeleteBucketOwnershipControls', 'PutObjectAcl'],
  'Object Lambda': ['WriteGetObjectResponse'],
};

/** Members that are accepted, with what becomes of them: no more than that. */
export const acceptedWithoutEffect: Readonly<Record<string, string>> = {
  StorageClass: 'kept and shown; archived objects are read like others',
  RequestPayer: 'ignored',
  WebsiteRedirectLocation: 'kept',
  ACL: 'canned ACLs only; a public one lets everybody in where Object Ownership and public access block allow it',
  AccessControlPolicy: 'refused by name unless a canned ACL stands beside it',
  GrantFullControl: 'ignored, like the other grant headers',
  MFA: 'ignored',
  OptionalObjectAttributes: 'ignored',
  ConfirmRemoveSelfBucketAccess: 'ignored',
  IfMatchLastModifiedTime: 'ignored: of directory buckets only',
  IfMatchSize: 'ignored: of directory buckets only',
  IfMatchInitiatedTime: 'ignored: of directory buckets only',
};

/** Checksum algorithms of the API that are refused. */
export const refusedChecksums: readonly string[] = ['XXHASH64', 'XXHASH3', 'XXHASH128'];
