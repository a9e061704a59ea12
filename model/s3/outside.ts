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

/** Accepted and given back, without effect. */
export const acceptedWithoutEffect: readonly string[] = [
  'StorageClass: kept and shown; archived objects are read like others',
  'RequestPayer: ignored',
  'WebsiteRedirectLocation: kept',
  'ACL: canned ACLs only; a public one lets everybody in where Object Ownership and public access block allow it',
  'GrantRead and the other grant headers: ignored',
  'MFA: ignored',
  'OptionalObjectAttributes: ignored',
];

/** Checksum algorithms of the API that are refused. */
export const refusedChecksums: readonly string[] = ['XXHASH64', 'XXHASH3', 'XXHASH128'];
