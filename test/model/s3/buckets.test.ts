/** Buckets, their policies and settings, and who may do what. */
import { describe, expect, it } from 'vitest';
import { ANONYMOUS, BUCKET, bytes, CLERK, KEEPER, Lab, labWithBucket, rows, STRANGER, text, under } from './support.ts';

const policy = (...Statement: object[]) => ({
  Bucket: BUCKET,
  Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
});
const OBJECTS = `arn:aws:s3:::${BUCKET}/*`;

describe('buckets', () => {
  it('are unique among all accounts, and can be made twice only in us-east-1 by their owner (recorded)', () => {
    const lab = labWithBucket();
    lab.do('CreateBucket', { Bucket: BUCKET });
    expect(lab.refuse('CreateBucket', { Bucket: BUCKET }, { as: STRANGER })).toMatchObject({
      status: 409,
      code: 'BucketAlreadyExists',
    });
    const west = { region: 'us-west-2' };
    const made = { Bucket: 'west-bucket', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } };
    expect(lab.do('CreateBucket', made, west).Location).toBe('http://west-bucket.s3.amazonaws.com/');
    expect(lab.refuse('CreateBucket', made, west).code).toBe('BucketAlreadyOwnedByYou');
    expect(lab.do('GetBucketLocation', { Bucket: 'west-bucket' }, west)).toEqual({ LocationConstraint: 'us-west-2' });
    expect(lab.do('GetBucketLocation', { Bucket: BUCKET })).toEqual({});
  });

  it('name the Region they are made in, and nothing in us-east-1 (recorded)', () => {
    const lab = new Lab();
    const made = { Bucket: 'west-bucket', CreateBucketConfiguration: { LocationConstraint: 'us-west-2' } };
    expect(lab.refusal('CreateBucket', { Bucket: 'west-bucket' }, { region: 'us-west-2' })).toBe(
      '400 IllegalLocationConstraintException: The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
    expect(lab.refuse('CreateBucket', made, { region: 'eu-central-1' }).code).toBe(
      'IllegalLocationConstraintException',
    );
    expect(lab.refuse('CreateBucket', { Bucket: 'Bad_Name' }).code).toBe('InvalidBucketName');
  });

  it('can be deleted when they are empty, versions and markers included (recorded)', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    expect(lab.refuse('DeleteBucket', { Bucket: BUCKET })).toMatchObject({
      status: 409,
      code: 'BucketNotEmpty',
      message: 'The bucket you tried to delete is not empty',
    });
    lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' });
    expect(lab.refuse('DeleteBucket', { Bucket: BUCKET }).message).toBe(
      'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
    );
    for (const { VersionId } of Object.values(lab.do('ListObjectVersions', { Bucket: BUCKET })).flat() as {
      VersionId?: string;
    }[]) {
      if (VersionId) lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k', VersionId });
    }
    lab.do('DeleteBucket', { Bucket: BUCKET });
    expect(lab.refusal('HeadBucket', { Bucket: BUCKET })).toBe('404 NotFound');
  });

  it('are listed by their owner alone', () => {
    const lab = labWithBucket();
    lab.do('CreateBucket', { Bucket: 'another-bucket' });
    lab.do('CreateBucket', { Bucket: 'strange-bucket' }, { as: STRANGER });
    const names = (page: { Buckets: { Name: string }[] }) => page.Buckets.map(({ Name }) => Name);
    expect(names(lab.do('ListBuckets'))).toEqual(['another-bucket', BUCKET]);
    const first = lab.do('ListBuckets', { MaxBuckets: 1 });
    expect(names(first)).toEqual(['another-bucket']);
    expect(names(lab.do('ListBuckets', { ContinuationToken: first.ContinuationToken }))).toEqual([BUCKET]);
    expect(lab.refuse('ListBuckets', {}, { as: KEEPER }).message).toMatch(/s3:ListAllMyBuckets/);
  });

  it('refuse an owner that nobody expects', () => {
    const lab = labWithBucket();
    expect(lab.refusal('GetBucketLocation', { Bucket: BUCKET, ExpectedBucketOwner: '000000000000' })).toBe(
      '403 AccessDenied: Access Denied',
    );
  });
});

describe('bucket policies', () => {
  it('are there, replaced, gone (recorded)', () => {
    const lab = labWithBucket();
    const missing = '404 NoSuchBucketPolicy: The bucket policy does not exist';
    expect(lab.refusal('GetBucketPolicy', { Bucket: BUCKET })).toBe(missing);
    const given = policy({ Effect: 'Deny', Principal: '*', Action: 's3:DeleteObject', Resource: OBJECTS });
    lab.do('PutBucketPolicy', given);
    expect(lab.do('GetBucketPolicy', { Bucket: BUCKET }).Policy).toBe(given.Policy);
    lab.do('DeleteBucketPolicy', { Bucket: BUCKET });
    expect(lab.refusal('GetBucketPolicy', { Bucket: BUCKET })).toBe(missing);
  });

  const MALFORMED = `
statement                                                                            | words
-------------------------------------------------------------------------------------|------
{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other/*"}  | Policy has invalid resource
{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"arn:aws:s3:::lab-bucket"} | Policy has invalid action
{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::lab-bucket"}               | Missing required field Principal
{"Effect":"Allow","Principal":"*","Action":"s3:*"}                                    | Missing required field Resource
`;
  for (const { statement, words } of rows(MALFORMED)) {
    it(`refuses ${statement}`, () => {
      const lab = labWithBucket();
      expect(lab.refusal('PutBucketPolicy', policy(JSON.parse(statement!)))).toBe(`400 MalformedPolicy: ${words}`);
    });
  }

  it('that are no policies are refused (recorded)', () => {
    const lab = labWithBucket();
    const words = (Policy: string) => lab.refuse('PutBucketPolicy', { Bucket: BUCKET, Policy }).message;
    expect(words('')).toBe("Policies must be valid JSON and the first byte must be '{'");
    expect(words('nonsense')).toBe("Policies must be valid JSON and the first byte must be '{'");
    expect(words('{}')).toBe('Missing required field Statement');
  });

  it('that are public are refused while public access is blocked (documented)', () => {
    const lab = labWithBucket();
    const open = policy({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS });
    expect(lab.refuse('PutBucketPolicy', open).message).toMatch(
      /because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access\.$/,
    );
    const tied = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };
    lab.do(
      'PutBucketPolicy',
      policy({ ...tied, Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }),
    );
    expect(lab.do('GetBucketPolicyStatus', { Bucket: BUCKET })).toEqual({ PolicyStatus: { IsPublic: false } });
    lab.do('PutPublicAccessBlock', { Bucket: BUCKET, PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } });
    lab.do('PutBucketPolicy', open);
    expect(lab.do('GetBucketPolicyStatus', { Bucket: BUCKET })).toEqual({ PolicyStatus: { IsPublic: true } });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: ANONYMOUS }).status).toBe(403);
    lab.do('DeletePublicAccessBlock', { Bucket: BUCKET });
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: ANONYMOUS });
  });

  it('can ask who owns the bucket and who asks: nobody has no ARN', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    lab.do('DeletePublicAccessBlock', { Bucket: BUCKET });
    const readers = (Condition: object) => {
      const open = { Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };
      lab.do('PutBucketPolicy', policy({ Effect: 'Allow', ...open }, { Effect: 'Deny', ...open, Condition }));
      return [ANONYMOUS, KEEPER].map((as) => lab.try('GetObject', { Bucket: BUCKET, Key: 'k' }, { as }).ok);
    };
    expect(readers({ StringEquals: { 'aws:ResourceAccount': '123456789012' } })).toEqual([false, false]);
    expect(readers({ StringEquals: { 'aws:ResourceAccount': '111122223333' } })).toEqual([true, true]);
    expect(readers({ Null: { 'aws:PrincipalArn': 'true' } })).toEqual([false, true]);
  });

  it('let another account in only together with its own policies', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Body: bytes('x') });
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: STRANGER })).toBe(
      '403 AccessDenied: Access Denied',
    );
    const Principal = { AWS: STRANGER.principal };
    lab.do('PutBucketPolicy', policy({ Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: OBJECTS }));
    expect(text(lab.do('GetObject', { Bucket: BUCKET, Key: 'k' }, { as: STRANGER }).Body)).toBe('x');
    // The key is another matter: its policy does not know the stranger.
    lab.do('PutObject', { Bucket: BUCKET, Key: 's', Body: bytes('x'), ...under(lab.key()) });
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 's' }, { as: STRANGER })).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
  });

  it('that demand a header are no match for a default: the trap (documented)', () => {
    const lab = labWithBucket();
    const header = 's3:x-amz-server-side-encryption';
    const demand = (Condition: object) =>
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: OBJECTS,
        Condition,
      });
    lab.do('PutBucketEncryption', {
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
      },
    });
    lab.do('PutBucketPolicy', demand({ StringNotEquals: { [header]: 'aws:kms' } }));
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k' }).message).toMatch(
      /with an explicit deny in a resource-based policy$/,
    );
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ServerSideEncryption: 'aws:kms' });
    lab.do('PutBucketPolicy', demand({ StringNotEquals: { [header]: 'aws:kms' }, Null: { [header]: 'false' } }));
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', ServerSideEncryption: 'AES256' }).status).toBe(403);
  });

  it('can demand one key by its full ARN (documented)', () => {
    const lab = labWithBucket();
    const [good, bad] = [lab.key(), lab.key()];
    lab.do(
      'PutBucketPolicy',
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: OBJECTS,
        Condition: { StringNotEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': good } },
      }),
    );
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(good) });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', ...under(good.split('/')[1]!) });
    for (const input of [under(bad), { ServerSideEncryption: 'aws:kms' }]) {
      expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', ...input }).status).toBe(403);
    }
  });
});

describe('what the caller may hear', () => {
  it('of a missing object depends on leave to list (documented)', () => {
    const lab = labWithBucket();
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'no' })).toBe(
      '404 NoSuchKey: The specified key does not exist.',
    );
    expect(lab.refusal('GetObject', { Bucket: BUCKET, Key: 'no' }, { as: CLERK })).toBe(
      `403 AccessDenied: User: ${CLERK.principal} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${BUCKET}" because no identity-based policy allows the s3:ListBucket action`,
    );
    expect(lab.refusal('HeadObject', { Bucket: BUCKET, Key: 'no' })).toBe('404 NotFound');
    expect(lab.refusal('HeadObject', { Bucket: BUCKET, Key: 'k'.repeat(1025) })).toBe('400 BadRequest');
    expect(lab.refusal('HeadObject', { Bucket: 'keystate-nowhere', Key: 'no' })).toBe('404 NotFound');
    expect(lab.refusal('HeadObject', { Bucket: BUCKET, Key: 'no' }, { as: CLERK })).toBe('403 Forbidden');
  });

  it('of storage classes, Object Lock and directory buckets that are not there', () => {
    const lab = labWithBucket();
    expect(lab.refusal('PutObject', { Bucket: BUCKET, Key: 'k', StorageClass: 'OUTPOSTS' })).toBe(
      '400 InvalidStorageClass: The storage class you specified is not valid',
    );
    expect(lab.refuse('CreateBucket', { Bucket: 'locked-bucket', ObjectLockEnabledForBucket: true }).code).toBe(
      'NotImplemented',
    );
    const Location = { Type: 'AvailabilityZone', Name: 'use1-az4' };
    const directory = { Bucket: 'some-bucket', CreateBucketConfiguration: { Location } };
    expect(lab.refuse('CreateBucket', directory).code).toBe('NotImplemented');
  });

  it('of credentials that belong to nobody', () => {
    const lab = labWithBucket();
    const nobody = { as: { principal: 'arn:aws:iam::123456789012:user/nobody' } };
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' }, nobody)).toMatchObject({
      status: 403,
      code: 'InvalidAccessKeyId',
    });
  });

  it('of operations outside the simulation: they are refused by name', () => {
    const lab = labWithBucket();
    expect(lab.refuse('PutBucketLifecycleConfiguration', { Bucket: BUCKET })).toMatchObject({
      status: 501,
      code: 'NotImplemented',
    });
  });
});

describe('settings', () => {
  it('of tags', () => {
    const lab = labWithBucket();
    expect(lab.refusal('GetBucketTagging', { Bucket: BUCKET })).toBe('404 NoSuchTagSet: The TagSet does not exist');
    const TagSet = [{ Key: 'team', Value: 'blue' }];
    lab.do('PutBucketTagging', { Bucket: BUCKET, Tagging: { TagSet } });
    expect(lab.do('GetBucketTagging', { Bucket: BUCKET })).toEqual({ TagSet });
    const twice = { Bucket: BUCKET, Tagging: { TagSet: [...TagSet, ...TagSet] } };
    expect(lab.refusal('PutBucketTagging', twice)).toBe(
      '400 InvalidTag: Cannot provide multiple Tags with the same key',
    );
    lab.do('DeleteBucketTagging', { Bucket: BUCKET });
    expect(lab.refuse('GetBucketTagging', { Bucket: BUCKET }).code).toBe('NoSuchTagSet');
  });

  it('of objects: tags decide together with policies', () => {
    const lab = labWithBucket();
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k', Tagging: 'state=closed&a=b+c' });
    expect(lab.do('GetObjectTagging', { Bucket: BUCKET, Key: 'k' }).TagSet).toEqual([
      { Key: 'a', Value: 'b c' },
      { Key: 'state', Value: 'closed' },
    ]);
    const Condition = { StringEquals: { 's3:ExistingObjectTag/state': 'closed' } };
    lab.do(
      'PutBucketPolicy',
      policy({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS, Condition }),
    );
    expect(lab.refuse('GetObject', { Bucket: BUCKET, Key: 'k' }).status).toBe(403);
    lab.do('PutObjectTagging', { Bucket: BUCKET, Key: 'k', Tagging: { TagSet: [{ Key: 'state', Value: 'open' }] } });
    lab.do('GetObject', { Bucket: BUCKET, Key: 'k' });
    lab.do('DeleteObjectTagging', { Bucket: BUCKET, Key: 'k' });
    expect(lab.do('GetObjectTagging', { Bucket: BUCKET, Key: 'k' }).TagSet).toEqual([]);
    for (const Tagging of ['a=1&a=2', 'a=1,b=2']) {
      expect(lab.refuse('PutObject', { Bucket: BUCKET, Key: 'k', Tagging }).code).toBe('InvalidArgument');
    }
  });

  const TAGS = `
tags                                                   | operation        | answer
-------------------------------------------------------|------------------|-------
[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]      | PutBucketTagging | Cannot provide multiple Tags with the same key
[{"Key":"a,b","Value":"1"}]                            | PutBucketTagging | The TagKey you have provided is invalid
[{"Key":"a","Value":"1,2"}]                            | PutBucketTagging | The TagValue you have provided is invalid
[{"Key":"aws:a","Value":"1"}]                          | PutBucketTagging | System tags cannot be added/updated by requester
[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]      | PutObjectTagging | Cannot provide multiple Tags with the same key
[{"Key":"a,b","Value":"1"}]                            | PutObjectTagging | The TagKey you have provided is invalid
[{"Key":"aws:a","Value":"1"}]                          | PutObjectTagging | Your TagKey cannot be prefixed with aws:
`;
  for (const { tags, operation, answer } of rows(TAGS)) {
    it(`${operation} refuses ${tags} (recorded)`, () => {
      const lab = labWithBucket();
      lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
      const key = operation === 'PutObjectTagging' ? { Key: 'k' } : {};
      const input = { Bucket: BUCKET, ...key, Tagging: { TagSet: JSON.parse(tags!) } };
      expect(lab.refusal(operation!, input)).toBe(`400 InvalidTag: ${answer}`);
    });
  }

  it('of tags on delete markers are not there (recorded)', () => {
    const lab = labWithBucket();
    lab.do('PutBucketVersioning', { Bucket: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    const { VersionId } = lab.do('DeleteObject', { Bucket: BUCKET, Key: 'k' });
    for (const version of [{}, { VersionId }]) {
      expect(lab.refuse('GetObjectTagging', { Bucket: BUCKET, Key: 'k', ...version })).toMatchObject({
        status: 405,
        fields: { Method: 'GET', ResourceType: 'DeleteMarker' },
      });
    }
    expect(lab.refuse('DeleteObject', { Bucket: BUCKET, Key: 'k', BypassGovernanceRetention: false }).message).toBe(
      'x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.',
    );
  });

  it('of ownership, public access and ACLs', () => {
    const lab = labWithBucket();
    expect(lab.do('GetBucketOwnershipControls', { Bucket: BUCKET }).OwnershipControls.Rules).toEqual([
      { ObjectOwnership: 'BucketOwnerEnforced' },
    ]);
    expect(lab.do('GetPublicAccessBlock', { Bucket: BUCKET }).PublicAccessBlockConfiguration.BlockPublicAcls).toBe(
      true,
    );
    lab.do('DeletePublicAccessBlock', { Bucket: BUCKET });
    expect(lab.refuse('GetPublicAccessBlock', { Bucket: BUCKET }).code).toBe('NoSuchPublicAccessBlockConfiguration');
    expect(lab.refuse('PutBucketAcl', { Bucket: BUCKET, ACL: 'public-read' }).code).toBe(
      'AccessControlListNotSupported',
    );
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' }] };
    lab.do('PutBucketOwnershipControls', { Bucket: BUCKET, OwnershipControls });
    lab.do('PutBucketAcl', { Bucket: BUCKET, ACL: 'public-read' });
    expect(lab.do('GetBucketAcl', { Bucket: BUCKET }).Grants).toHaveLength(2);
    lab.do('ListObjectsV2', { Bucket: BUCKET }, { as: ANONYMOUS });
    lab.do('PutObject', { Bucket: BUCKET, Key: 'k' });
    const foreign = {
      Effect: 'Allow',
      Principal: { AWS: STRANGER.principal },
      Action: 's3:PutObject',
      Resource: OBJECTS,
    };
    lab.do('PutBucketPolicy', policy(foreign));
    lab.do('PutObject', { Bucket: BUCKET, Key: 'theirs' }, { as: STRANGER });
    const owners = lab
      .do('ListObjects', { Bucket: BUCKET })
      .Contents.map((listed: { Owner: { ID: string } }) => listed.Owner.ID);
    expect(new Set(owners).size).toBe(2);
    expect(lab.do('GetObjectAcl', { Bucket: BUCKET, Key: 'k' }).Grants).toHaveLength(1);
  });
});
