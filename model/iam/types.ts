/** The vocabulary of authorization: identities, policies, requests, decisions. All plain data but the condition lookup. */

/** A policy operand that may be written as one string or a list is always a list here. */
export interface Statement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Absent in identity policies. `AWS` entries are ARNs, account ids or `*`. */
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
  readonly action?: readonly string[];
  readonly notAction?: readonly string[];
  readonly resource?: readonly string[];
  readonly notResource?: readonly string[];
  /** operator -> key -> values, as written. */
  readonly condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** Principal element of a resource policy; `'*'` means everybody. */
export type PrincipalElement =
  | '*'
  | {
      readonly AWS?: readonly string[];
      readonly Service?: readonly string[];
      readonly CanonicalUser?: readonly string[];
    };

/** A parsed policy. `text` is what was given and what GetKeyPolicy returns. */
export interface Policy {
  readonly text: string;
  readonly version: string;
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/** What kind of principal; the names are CloudTrail's userIdentity types. */
export type IdentityKind = 'Root' | 'IAMUser' | 'AssumedRole' | 'AWSService' | 'Anonymous';

/** A caller with all that decides what it may do. */
export interface Identity {
  readonly kind: IdentityKind;
  /** 12 digits; for AWS services the account on whose behalf they act, if any. */
  readonly account: string;
  /** ARN of the user, root, or session; the service name for AWS services; `anonymous`. */
  readonly arn: string;
  /** For role sessions, the ARN of the role. */
  readonly roleArn?: string;
  /** IAM's unique id: AIDA..., AROA...:session, the account id for root. */
  readonly principalId: string;
  readonly userName?: string;
  readonly accessKeyId?: string;
  /** Identity-based policies in force. */
  readonly policies: readonly Policy[];
  readonly permissionsBoundary?: Policy;
  readonly sessionPolicy?: Policy;
  /** Service control policies, one list for each level of the organization: each level must allow. */
  readonly serviceControlPolicies?: readonly (readonly Policy[])[];
  readonly tags?: Readonly<Record<string, string>>;
}

/** Condition keys of a request: lower-cased key -> values; undefined when the key is not in the request. */
export type ConditionContext = (key: string) => readonly string[] | undefined;

/** A question to the evaluator. */
export interface AuthorizationRequest {
  readonly identity: Identity;
  /** e.g. `kms:Encrypt`. */
  readonly action: string;
  /** ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Account that owns the resource. */
  readonly resourceAccount: string;
  readonly conditions: ConditionContext;
  readonly resourcePolicy?: Policy;
  /**
   * How the resource's policy and the identity's policies combine.
   * - `identity`: the action has no resource policy.
   * - `either`: inside one account either may allow (S3 and most services).
   * - `delegated`: identity policies count only where the resource policy names the account (KMS keys).
   * Across accounts both must allow in every mode.
   */
  readonly mode: 'identity' | 'either' | 'delegated';
}

/** One statement that took part in a decision; for explanations. */
export interface MatchedStatement {
  readonly policy: 'identity' | 'resource' | 'permissionsBoundary' | 'session' | 'serviceControl';
  /** Position of the policy in its list and of the statement in the policy, from 0. */
  readonly policyIndex: number;
  readonly statementIndex: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
}

/** The answer. */
export interface Decision {
  readonly allowed: boolean;
  /** True when a Deny statement matched: nothing, not even a grant, can then allow. */
  readonly explicitDeny: boolean;
  /**
   * Where the answer comes from; for a refusal the policy type AWS's message blames
   * (`because no identity-based policy allows...`, `with an explicit deny in a resource-based policy`).
   */
  readonly because:
    | 'identity-based policy'
    | 'resource-based policy'
    | 'permissions boundary'
    | 'session policy'
    | 'service control policy'
    | 'root user';
  readonly matched: readonly MatchedStatement[];
}
