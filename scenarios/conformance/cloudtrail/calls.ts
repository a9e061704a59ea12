/** Calls whose records are looked at: of KMS, of S3, and of services that make databases. */
import { utf8 } from '../../../model/bytes.ts';
import type { PlannedCall, PlannedValue } from '../../contract.ts';
import type { Expectation } from '../behaviour.ts';
import { KEY } from '../keyUnderTest.ts';
import { kms, ok, type PlannedInput, rds, redshift, type Step, s3, see } from '../telling.ts';

/** An id as CloudTrail makes them. */
export const GUID: PlannedValue = { $like: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
/** No such field. */
export const ABSENT = { $absent: true } as const;
/** What `encrypt` gave. */
export const CIPHERTEXT: PlannedValue = { $ref: 'sealed.CiphertextBlob' };

/** Encrypt under the key. */
export const encrypt = (members: PlannedInput = {}): PlannedCall =>
  kms(
    'Encrypt',
    { KeyId: KEY, Plaintext: utf8('secret'), EncryptionContext: { project: 'x' }, ...members },
    { name: 'sealed' },
  );
/** Decrypt of that. */
export const decrypt = kms('Decrypt', { CiphertextBlob: CIPHERTEXT, EncryptionContext: { project: 'x' } });
/** DisableKey. */
export const disable = kms('DisableKey', { KeyId: KEY });
/** DescribeKey. */
export const describeKey = kms('DescribeKey', { KeyId: KEY });

/** A call and what its record must say; `more` where it does not simply succeed. */
export const recording = (call: PlannedCall, record: PlannedInput, more: Partial<Expectation> = {}): Step =>
  see(call, { ...ok(), ...more, record });

/** A bucket of objects, not of log files. */
export const BUCKET = 'conformance-bucket';
/** CreateBucket. */
export const bucket = s3('CreateBucket', { Bucket: BUCKET });
/** Members that name its object. */
export const object = { Bucket: BUCKET, Key: 'k' };
/** PutObject. */
export const put = s3('PutObject', { ...object, Body: utf8('content') });

/** CreateDBInstance. */
export const createDatabase = (members: PlannedInput = {}): PlannedCall =>
  rds('CreateDBInstance', {
    DBInstanceIdentifier: 'conformance',
    DBInstanceClass: 'db.t3.micro',
    Engine: 'mysql',
    AllocatedStorage: 20,
    MasterUsername: 'conformance',
    MasterUserPassword: 'correct-horse-battery',
    ...members,
  });

/** CreateCluster of Redshift. */
export const createWarehouse: PlannedCall = redshift('CreateCluster', {
  ClusterIdentifier: 'conformance',
  NodeType: 'ra3.large',
  ClusterType: 'single-node',
  MasterUsername: 'conformance',
  MasterUserPassword: 'Correct-Horse-1',
});
