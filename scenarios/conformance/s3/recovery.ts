/** What comes back when the key does, and what needs no key at all. */
import { assumed, documented } from '../../../model/evidence.ts';
import type { Planned } from '../../contract.ts';
import type { BehaviourTable, Expectation } from '../behaviour.ts';
import { into, KEY, type KeyState, makeKey, refusals } from '../keyUnderTest.ts';
import { importCalls, intoState, type KeyKind, makeKey as makeKeyOfKind } from '../kms/keyKinds.ts';
import { fill, kms, ok, open, type Row, refused, s3, see, slug, tableOf } from '../telling.ts';
import { BUCKET, bucket, CONTENT, get, head, OBJECT, put, sources, under } from './words.ts';

/** The table. */
export const s3Recovery: BehaviourTable = tableOf(
  's3/recovery',
  'S3: what comes back with the key, and what needs none',
  's3',
  function* () {
    yield* comesBack();
    yield* stores();
    yield* needsNone();
  },
);

const enable = kms('EnableKey', { KeyId: KEY });
const read = ok({ Body: CONTENT, SSEKMSKeyId: KEY });
const refusedFor = (state: Exclude<KeyState, 'Enabled'>): Expectation =>
  refused(400, `KMS.${refusals[state].code}`, fill(refusals[state].words, { key: KEY }));
const unusable = 'https://docs.aws.amazon.com/kms/latest/developerguide/unusable-kms-keys.html';

function* comesBack(): Generator<Row> {
  yield [
    'read-after-enable',
    'An object is read as soon as its key is enabled again; nothing else needs to be done',
    documented(unusable),
    [
      ...makeKey(),
      bucket,
      put(under()),
      ...into('Disabled'),
      see(get(), refusedFor('Disabled')),
      enable,
      see(get(), read),
    ],
  ];
  yield [
    'write-after-enable',
    'An object is written as soon as the key is enabled again',
    documented(unusable),
    [
      ...makeKey(),
      bucket,
      ...into('Disabled'),
      see(put(under()), refusedFor('Disabled')),
      enable,
      see(put(under()), ok({ SSEKMSKeyId: KEY })),
    ],
  ];
  yield [
    'read-after-cancel',
    'A deletion that is cancelled leaves the key disabled: only once it is enabled is the object read',
    documented('https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html'),
    [
      ...makeKey(),
      bucket,
      put(under()),
      ...into('PendingDeletion'),
      see(get(), refusedFor('PendingDeletion')),
      kms('CancelKeyDeletion', { KeyId: KEY }),
      see(get(), refusedFor('Disabled')),
      enable,
      see(get(), read),
    ],
  ];
  yield [
    'read-after-import',
    'An object is read again when the same key material is imported again',
    assumed(unusable),
    [
      ...makeKey('PendingImport'),
      bucket,
      put(under()),
      ...into('PendingImport'),
      see(get(), refusedFor('PendingImport')),
      ...importCalls('symmetric', KEY, 'material'),
      see(get(), read),
    ],
  ];
  yield [
    'read-after-policy',
    'An object is read again when the key policy lets it',
    documented(sources.kms),
    [
      ...makeKey(),
      kms('GetKeyPolicy', { KeyId: KEY, PolicyName: 'default' }, { name: 'policy' }),
      bucket,
      put(under()),
      ...into('Denied'),
      see(get(), { answers: ['AccessDenied'], status: 403 }),
      kms('PutKeyPolicy', { KeyId: KEY, Policy: { $ref: 'policy.Policy' } }),
      see(get(), read),
    ],
  ];
  yield [
    'rotated-reads-old',
    'An object that was written before its key was rotated is read afterwards',
    documented('https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html'),
    [
      ...makeKey(),
      bucket,
      put(under()),
      { ...kms('RotateKeyOnDemand', { KeyId: KEY }), wait: { minutes: 10 } },
      see(get(), read),
      see(put({ ...under(), Key: 'new' }), ok({ SSEKMSKeyId: KEY })),
    ],
  ];
}

/** Keys in custom key stores: CloudHSM, or a store outside AWS. */
function* stores(): Generator<Row> {
  for (const family of ['cloudhsm', 'external-store'] as const) {
    const kind: KeyKind = { purpose: 'symmetric', family };
    const unavailable: Expectation = { answers: ['KMS.KMSInvalidStateException'], status: 400 };
    yield [
      `disconnected-${slug(family)}`,
      `While its key store (${family}) is disconnected an object is neither read nor written; connected again, both work`,
      assumed('https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html'),
      [
        ...makeKeyOfKind(kind, [], false),
        bucket,
        put(under()),
        ...intoState(kind, 'Unavailable'),
        see(get(), unavailable),
        see(put({ ...under(), Key: 'new' }), unavailable),
        {
          ...kms('ConnectCustomKeyStore', { CustomKeyStoreId: { $ref: 'store.CustomKeyStoreId' } }),
          wait: { minutes: 30 },
        },
        see(get(), read),
      ],
    ];
  }
}

function* needsNone(): Generator<Row> {
  const versions: Planned = s3('PutBucketVersioning', {
    Bucket: BUCKET,
    VersioningConfiguration: { Status: 'Enabled' },
  });
  yield [
    'deleted-key',
    'Of an object whose key is deleted everything is left but its content: it is listed, looked at and deleted',
    documented(sources.keyDeleted),
    [
      ...makeKey(),
      bucket,
      put(under()),
      ...into('Deleted'),
      see(get(), { answers: ['AccessDenied', 'KMS.NotFoundException'] }),
      see(s3('ListObjectsV2', { Bucket: BUCKET }), ok({ Contents: [open({ Key: OBJECT })] })),
      see(head(), ok({ SSEKMSKeyId: KEY })),
      see(s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT }), ok()),
    ],
  ];
  yield [
    'version-deleted-without-key',
    'A version is deleted for good without its key, and KMS is not asked',
    assumed(sources.versioning),
    [
      ...makeKey(),
      bucket,
      versions,
      put(under(), { name: 'first' }),
      ...into('Disabled'),
      see(
        s3('DeleteObject', { Bucket: BUCKET, Key: OBJECT, VersionId: { $ref: 'first.VersionId' } }),
        ok(undefined, { kmsRecords: [] }),
      ),
    ],
  ];
  yield [
    'overwritten-without-key',
    'An object whose key is lost is overwritten under another way of encryption',
    documented(sources.kms),
    [
      ...makeKey(),
      bucket,
      put(under()),
      ...into('Disabled'),
      see(put({ ServerSideEncryption: 'AES256' }), ok({ ServerSideEncryption: 'AES256' })),
      see(get(), ok({ Body: CONTENT })),
    ],
  ];
  yield [
    'not-modified-asks-nobody',
    'A second write that must not overwrite is refused before KMS is asked',
    documented('https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html'),
    [
      ...makeKey(),
      bucket,
      put(under()),
      see(put({ ...under(), IfNoneMatch: '*' }), { answers: ['PreconditionFailed'], status: 412 }),
    ],
  ];
}
