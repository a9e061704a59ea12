import { describe, expect, it } from 'vitest';
import { recordsOf, renderRecord } from '../../../model/cloudtrail/index.ts';
import type { TrailEntry } from '../../../model/trail.ts';
import { ACCOUNT, INFRASTRUCTURE, INSTANCE_ARN, KEY_ARN, OTHER, REGION, SESSION, worldOf } from './support.ts';

/** The record of one entry in a world that has nothing else. */
function recordOf(parts: Partial<TrailEntry>, account?: string) {
  const world = worldOf([parts]);
  const entry = world.trail.get(world.trail.lastKey()!)!;
  return renderRecord(world, entry, account);
}

const KEY = { accountId: ACCOUNT, type: 'AWS::KMS::Key', ARN: KEY_ARN };
const VOLUME = { encryptionContext: { 'aws:ebs:id': 'vol-0123456789abcdef0' } };

/** One entry for each form of userIdentity, by what it shows. */
const FORMS: Readonly<Record<string, Partial<TrailEntry>>> = {
  'an IAM user over TLS': { resources: [KEY] },
  'the root user': { caller: { principal: `arn:aws:iam::${ACCOUNT}:root` } },
  'a role session': { caller: { principal: SESSION } },
  'a role session of an instance': { caller: { principal: SESSION, inScopeOf: INSTANCE_ARN } },
  'S3 for a user': {
    eventName: 'GenerateDataKey',
    caller: { principal: SESSION, via: { service: 's3', invokedBy: 'fas.s3.amazonaws.com' } },
    additionalEventData: { keyMaterialId: 'ab'.repeat(32) },
    resources: [KEY],
  },
  'EC2 for a user': {
    eventName: 'CreateGrant',
    readOnly: false,
    caller: { principal: SESSION, via: { service: 'ec2', invokedBy: 'ec2-frontend-api.amazonaws.com' } },
    responseElements: { grantId: 'cd'.repeat(32), keyId: KEY_ARN },
    resources: [KEY],
  },
  'EC2 at work for an instance': {
    eventName: 'Decrypt',
    caller: {
      principal: INFRASTRUCTURE,
      inScopeOf: INSTANCE_ARN,
      via: { service: 'ec2', invokedBy: 'AWS Internal' },
    },
    requestParameters: { ...VOLUME, encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
    resources: [KEY],
  },
  'a service for itself': {
    eventName: 'GenerateDataKey',
    caller: { principal: 'cloudtrail.amazonaws.com', account: ACCOUNT },
  },
  'a service that retires a grant': {
    eventName: 'RetireGrant',
    readOnly: false,
    caller: { principal: 'ec2.amazonaws.com', account: ACCOUNT, via: { service: 'ec2', invokedBy: 'AWS Internal' } },
    requestParameters: null,
    responseElements: { keyId: KEY_ARN },
    additionalEventData: { grantId: 'cd'.repeat(32) },
    resources: [KEY],
  },
  'a service event': {
    eventName: 'RotateKey',
    eventType: 'AwsServiceEvent',
    readOnly: false,
    caller: undefined,
    requestParameters: null,
    resources: [KEY],
    serviceEventDetails: { keyId: KEY_ARN, rotationType: 'AUTOMATIC' },
  },
  'nobody, without TLS': {
    service: 's3',
    eventName: 'GetObject',
    category: 'Data',
    caller: { principal: 'anonymous' },
    connection: { secureTransport: false, sourceIpAddress: '198.51.100.7', userAgent: 'curl/8' },
    requestParameters: { bucketName: 'reports', key: 'a.txt' },
    errorCode: 'AccessDenied',
    errorMessage: 'Access Denied',
  },
};

describe('a record', () => {
  it.each(Object.entries(FORMS))('of %s has all its fields in their order', (_, parts) => {
    expect(JSON.stringify(recordOf(parts), null, 2)).toMatchSnapshot();
  });

  it('of EC2 at work equals the published one in everything that does not depend on ids', () => {
    const record = recordOf(FORMS['EC2 at work for an instance']!);
    expect(record.userIdentity).toMatchObject({
      type: 'AssumedRole',
      principalId: `${ACCOUNT}:aws:ec2-infrastructure:i-0123456789abcdef0`,
      sessionContext: {
        sessionIssuer: {
          principalId: `${ACCOUNT}:aws:ec2-infrastructure`,
          arn: `arn:aws:iam::${ACCOUNT}:role/aws:ec2-infrastructure`,
          userName: 'aws:ec2-infrastructure',
        },
        attributes: { creationDate: record.eventTime, mfaAuthenticated: 'false' },
      },
      invokedBy: 'AWS Internal',
      inScopeOf: { issuerType: 'AWS::EC2::Instance', credentialsIssuedTo: INSTANCE_ARN },
    });
    expect(record).not.toHaveProperty('sharedEventID');
    expect(record).not.toHaveProperty('vpcEndpointId');
    expect(record).not.toHaveProperty('tlsDetails');
  });

  it('is dated in whole seconds', () => {
    expect(recordOf({ atMs: Date.parse('2026-03-01T10:00:00.999Z') }).eventTime).toBe('2026-03-01T10:00:00Z');
  });

  it('of a call that another makes for its caller shows the request id it is told to show', () => {
    const world = worldOf([{ eventName: 'AttachVolume', service: 'ec2' }, { requestOf: 1 }]);
    const [first, second] = recordsOf(world, { account: ACCOUNT, region: REGION });
    expect(second!.requestID).toBe(first!.requestID);
    expect(second!.eventID).not.toBe(first!.eventID);
  });

  it('that two accounts see shares one id, and shows the caller to the other account by its principal id alone', () => {
    const entry = { accounts: [ACCOUNT, OTHER] };
    const own = recordOf(entry);
    const theirs = recordOf(entry, OTHER);
    expect(theirs.sharedEventID).toBe(own.sharedEventID);
    expect(theirs.sharedEventID).toBeDefined();
    expect(theirs.eventID).not.toBe(own.eventID);
    expect(theirs.requestID).toBe(own.requestID);
    expect([own.recipientAccountId, theirs.recipientAccountId]).toEqual([ACCOUNT, OTHER]);
    expect(theirs.userIdentity).toEqual({
      type: 'AWSAccount',
      principalId: own.userIdentity.principalId,
      accountId: ACCOUNT,
    });
  });

  it('cuts a long message at 1 KB, whole characters only', () => {
    const { errorMessage } = recordOf({ errorCode: 'X', errorMessage: `a${'é'.repeat(1000)}` });
    expect(Buffer.byteLength(errorMessage!)).toBe(1023);
    expect(errorMessage).toMatch(/^aé+$/);
  });

  it('leaves out parameters above 100 KB', () => {
    expect(recordOf({ requestParameters: { text: 'x'.repeat(102_400) } }).requestParameters).toBeNull();
    expect(recordOf({ requestParameters: { text: 'x'.repeat(102_000) } }).requestParameters).not.toBeNull();
  });
});

describe('records of an account and Region', () => {
  it('come in order, from the call asked for, without what others see', () => {
    const world = worldOf([
      { eventName: 'A' },
      { eventName: 'B', accounts: [OTHER] },
      { eventName: 'C', region: 'eu-west-1' },
      { eventName: 'D', accounts: [OTHER, ACCOUNT] },
      { eventName: 'E', category: 'Data' },
    ]);
    const names = (sinceCall?: number) =>
      recordsOf(world, { account: ACCOUNT, region: REGION, sinceCall }).map((record) => record.eventName);
    expect(names()).toEqual(['A', 'D', 'E']);
    expect(names(4)).toEqual(['D', 'E']);
    expect(names(5)).toEqual(['E']);
  });
});
