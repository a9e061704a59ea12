/**
 * Windows of eventual consistency: for how long a refusal may only mean that news has not spread yet, or that others called
 * too often, operation by operation.
 * Elsewhere refusals are answers at once.
 */
import type { AnyCall } from '../../../model/call.ts';

/** One window. */
interface Window {
  /** `kms:CreateGrant`, `ec2:*`. */
  readonly calls: RegExp;
  readonly codes: RegExp;
  readonly ms: number;
  /** Page that tells of it. */
  readonly source: string;
}

const WINDOWS: readonly Window[] = [
  {
    calls: /^kms:(?:CreateKey|PutKeyPolicy|CreateGrant)$/,
    codes: /^(?:MalformedPolicyDocumentException|InvalidArnException)$/,
    ms: 15_000,
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency',
  },
  {
    calls: /^s3:PutBucketPolicy$/,
    codes: /^MalformedPolicy$/,
    ms: 15_000,
    source:
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency',
  },
  {
    calls: /^ec2:(?!Describe|Delete|Terminate)/,
    codes: /^Invalid(?:Volume|Snapshot|InstanceID)\.NotFound$/,
    ms: 10_000,
    source: 'https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html',
  },
  {
    calls: /^kms:(?:EnableKey|DisableKey|DescribeKey|CreateAlias)$/,
    codes: /^NotFoundException$/,
    ms: 5_000,
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/accessing-kms.html#programming-eventual-consistency',
  },
  {
    // Two a second are taken from everybody who uses the account: that says nothing of the call.
    calls: /^cloudtrail:LookupEvents$/,
    codes: /^ThrottlingException$/,
    ms: 10_000,
    source: 'https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html',
  },
];

/** For how long a call is made again after a refusal; 0: not at all. */
export function retryMs({ service, operation }: AnyCall, code: string): number {
  const window = WINDOWS.find(({ calls, codes }) => calls.test(`${service}:${operation}`) && codes.test(code));
  return window?.ms ?? 0;
}
