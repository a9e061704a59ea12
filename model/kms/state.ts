/** What KMS remembers: keys, aliases and grants of all accounts and Regions, as rows of persistent tables. */
import type { GrantOperation } from '@aws-sdk/client-kms';
import type { AgendaKey } from '../agenda.ts';
import type { KeySpec, KeyUsage } from '../crypto/keySpecs.ts';
import type { WrappingAlgorithm } from '../crypto/wrapping.ts';
import type { Policy } from '../iam/types.ts';
import { Table } from '../table.ts';
import type { GrantState } from './grant.machine.ts';
import type { KeyState } from './key.machine.ts';
import type { CustomKeyStore } from './keyStore.ts';
import type { MaterialState } from './material.machine.ts';
import type { Past } from './propagation.ts';

/** Name and value pairs that a ciphertext is bound to; not secret. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** One generation of key material. */
export interface KeyMaterial {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /**
   * The secret itself: the key of SYMMETRIC_DEFAULT and HMAC, the PKCS #8 private key of a pair. Absent while imported
   * material is deleted or expired.
   */
  readonly bytes?: Uint8Array;
  /** Where the generation stands in the key's rotations. */
  readonly state: MaterialState;
  /** Imported material only. */
  readonly imported?: ImportedMaterial;
  /** SubjectPublicKeyInfo of a pair whose private half is deleted or expired: GetPublicKey goes on answering. */
  readonly publicKey?: Uint8Array;
}

/** What is known of material that its owner brought. */
export interface ImportedMaterial {
  readonly description?: string;
  /** When it expires; absent if it does not. */
  readonly validToMs?: number;
  readonly due?: AgendaKey;
}

/** One completed rotation. */
export interface Rotation {
  readonly atMs: number;
  readonly type: 'AUTOMATIC' | 'ON_DEMAND';
  /** The material that became current. */
  readonly materialId: string;
}

/** The rotation settings and history of a key. */
export interface RotationState {
  /** While automatic rotation is on. `nextMs` may lie in the past when the key could not be rotated. */
  readonly automatic?: { readonly periodDays: number; readonly nextMs: number; readonly due?: AgendaKey };
  /** While an on-demand rotation is under way. */
  readonly onDemand?: { readonly startMs: number };
  /** On-demand rotations ever begun. */
  readonly onDemandCount: number;
  /** Oldest first. */
  readonly history: readonly Rotation[];
}

/** How a multi-Region key stands among its related keys. */
export interface MultiRegion {
  readonly primaryRegion: string;
  /** Regions of the replicas, in the order in which they were made. */
  readonly replicaRegions: readonly string[];
}

/** A KMS key. */
export interface Key {
  readonly arn: string;
  /** A UUID, or `mrk-` and 32 hexadecimal digits. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly state: KeyState;
  readonly description: string;
  readonly keySpec: KeySpec;
  readonly keyUsage: KeyUsage;
  readonly origin: 'AWS_KMS' | 'EXTERNAL' | 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';
  readonly manager: 'AWS' | 'CUSTOMER';
  readonly createdMs: number;
  readonly policy: Policy;
  readonly tags: Readonly<Record<string, string>>;
  /** All generations, oldest first; none before the first import. */
  readonly materials: readonly KeyMaterial[];
  /** Id of the generation that new ciphertext is made under. */
  readonly currentMaterialId?: string;
  readonly rotation: RotationState;
  readonly multiRegion?: MultiRegion;
  /** While a deletion is scheduled; `atMs` and `due` once the waiting period runs. */
  readonly deletion?: { readonly windowDays: number; readonly atMs?: number; readonly due?: AgendaKey };
  readonly customKeyStoreId?: string;
  /** Id of the external key of an external key store. */
  readonly xksKeyId?: string;
  /** Whether the key is disabled behind an unavailable key store. */
  readonly disabledWhileUnavailable?: boolean;
}

/** The last successful cryptographic use of a key. */
export interface KeyUsed {
  readonly operation: string;
  readonly atMs: number;
  /** Number of the call. */
  readonly call: number;
}

/** A friendly name of a key. */
export interface Alias {
  readonly arn: string;
  /** With the prefix `alias/`. */
  readonly name: string;
  readonly targetKeyArn: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** Limits of a grant. */
export interface GrantConstraints {
  readonly encryptionContextEquals?: EncryptionContext;
  readonly encryptionContextSubset?: EncryptionContext;
  /** ARN, with wildcards, of the resource on whose behalf an AWS service may use the grant (since March 2026). */
  readonly sourceArn?: string;
}

/** A grant: leave for one principal to use one key in some ways. */
export interface Grant {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly keyArn: string;
  readonly state: GrantState;
  readonly name: string;
  /** ARN of a principal, or the name of an AWS service (then `granteeIsService`). */
  readonly granteePrincipal: string;
  readonly granteeIsService?: boolean;
  readonly retiringPrincipal?: string;
  readonly retiringIsService?: boolean;
  readonly operations: readonly GrantOperation[];
  readonly constraints?: GrantConstraints;
  /** ARN of the root of the account that issued it. */
  readonly issuingAccount: string;
  readonly createdMs: number;
  /** All tokens ever handed out for it. */
  readonly tokens: readonly string[];
}

/** KMS in all accounts and Regions. */
export interface KmsState {
  /** By key ARN: `arn:aws:kms:REGION:ACCOUNT:key/ID`. */
  readonly keys: Table<string, Key>;
  /** By key ARN: when each key was last used. Kept apart, so that using a key does not change its row. */
  readonly lastUses: Table<string, KeyUsed>;
  /** By alias ARN: `arn:aws:kms:REGION:ACCOUNT:alias/NAME`. */
  readonly aliases: Table<string, Alias>;
  /** `KEY ARN|alias ARN` for every alias. */
  readonly aliasesOfKey: Table<string, string>;
  /** By `KEY ARN|grant id`. */
  readonly grants: Table<string, Grant>;
  /** By key ARN: how many grants the key has, where it has any. */
  readonly grantCounts: Table<string, number>;
  /** `KEY ARN|grantee|anchor|grant id` (`grantAnchors.ts`) -> key of the grant's row: finds a caller's grants without a search. */
  readonly grantsOfGrantee: Table<string, string>;
  /** Grant token -> key of the grant's row. */
  readonly grantTokens: Table<string, string>;
  /** `RETIRING PRINCIPAL|key of the grant's row`, for ListRetirableGrants. */
  readonly retirableGrants: Table<string, string>;
  /** By `ACCOUNT/REGION/custom key store id`. */
  readonly keyStores: Table<string, CustomKeyStore>;
  /** Import token -> what it was given out for. */
  readonly importTokens: Table<string, ImportToken>;
  /** Key pairs made so far: picks the next of the bundled pool. */
  readonly keyPairs: number;
  /** KMS before changes that have not spread yet, oldest first; only in worlds with eventual consistency. */
  readonly past?: readonly Past[];
}

/** What GetParametersForImport gave out. */
export interface ImportToken {
  readonly keyArn: string;
  readonly wrappingAlgorithm: WrappingAlgorithm;
  /** PKCS #8. */
  readonly wrappingPrivateKey: Uint8Array;
  readonly validToMs: number;
}

/** No keys anywhere. */
export const emptyKms = (): KmsState => ({
  keys: Table.empty(),
  lastUses: Table.empty(),
  aliases: Table.empty(),
  aliasesOfKey: Table.empty(),
  grants: Table.empty(),
  grantCounts: Table.empty(),
  grantsOfGrantee: Table.empty(),
  grantTokens: Table.empty(),
  retirableGrants: Table.empty(),
  keyStores: Table.empty(),
  importTokens: Table.empty(),
  keyPairs: 0,
});

/** KMS with some of its parts replaced; member by member, see `worldWith`. */
export function kmsWith(kms: KmsState, parts: Partial<KmsState>): KmsState {
  const after: KmsState = {
    keys: parts.keys ?? kms.keys,
    lastUses: parts.lastUses ?? kms.lastUses,
    aliases: parts.aliases ?? kms.aliases,
    aliasesOfKey: parts.aliasesOfKey ?? kms.aliasesOfKey,
    grants: parts.grants ?? kms.grants,
    grantCounts: parts.grantCounts ?? kms.grantCounts,
    grantsOfGrantee: parts.grantsOfGrantee ?? kms.grantsOfGrantee,
    grantTokens: parts.grantTokens ?? kms.grantTokens,
    retirableGrants: parts.retirableGrants ?? kms.retirableGrants,
    keyStores: parts.keyStores ?? kms.keyStores,
    importTokens: parts.importTokens ?? kms.importTokens,
    keyPairs: parts.keyPairs ?? kms.keyPairs,
  };
  const past = parts.past ?? kms.past;
  return past ? { ...after, past } : after;
}

/** Prefix of everything of KMS in one account and Region. */
export const kmsArnPrefix = (region: string, account: string): string => `arn:aws:kms:${region}:${account}:`;
/** ARN of a key. */
export const keyArnOf = (region: string, account: string, id: string): string =>
  `${kmsArnPrefix(region, account)}key/${id}`;
/** ARN of an alias, from its name with `alias/`. */
export const aliasArnOf = (region: string, account: string, name: string): string =>
  `${kmsArnPrefix(region, account)}${name}`;
/** Key of a grant's row. */
export const grantRow = (keyArn: string, grantId: string): string => `${keyArn}|${grantId}`;
