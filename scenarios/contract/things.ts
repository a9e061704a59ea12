/**
 * The kinds of things that calls make and later calls refer to, and the facets a reference may ask for; the first facet
 * names the thing. The harness learns them from outcomes (`harness/runner/registry.ts`).
 */
export const thingFacets = {
  key: ['id', 'arn'],
  alias: ['name', 'arn'],
  grant: ['id', 'token', 'keyArn'],
  /** Every ciphertext that KMS gave out, data keys included. `context` is the encryption context it was made with. */
  ciphertext: ['blob', 'context', 'keyArn'],
  dataKey: ['blob', 'context', 'keyArn', 'plaintext'],
  bucket: ['name', 'arn'],
  /** `versionId` is missing where the bucket has no versioning: a reference to it leaves its member out. */
  object: ['key', 'bucket', 'versionId'],
  volume: ['id'],
  snapshot: ['id'],
  instance: ['id', 'rootVolumeId'],
  /** A DB instance of RDS. */
  database: ['id', 'arn'],
  databaseSnapshot: ['id', 'arn'],
  /** A cluster of Redshift. */
  cluster: ['id', 'arn'],
  /** `cluster` is the identifier of the cluster it was taken of. */
  clusterSnapshot: ['id', 'arn', 'cluster'],
} as const;

/** A kind of thing. */
export type ThingKind = keyof typeof thingFacets;
