/** What the cases of all operations are made of. */
import { AWAY, bytes, type Cloud, people } from '../cloud.ts';

/** What is encrypted, signed and authenticated. */
export const MESSAGE = bytes('what is said');
/** The id of a key that is not there. */
export const NOBODY = '134f2428-cec1-4b25-a1ae-9048164dba47';

/** Outputs and inputs of every operation. */
// biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
export type Any = any;

/** One operation: what makes it succeed and how it is refused. */
export interface Case {
  readonly operation: string;
  /** Makes what it needs and gives its input. */
  readonly input: (cloud: Cloud) => object;
  readonly region?: string;
  /** What the output must have. */
  readonly output?: (output: Any, cloud: Cloud, input: Any) => void;
  /** Input that is refused, from the input that is not. */
  readonly wrong: (input: Any) => object;
  readonly code: string;
}

/** Another key, which is not there. */
export const unknownKey = (input: Any) => ({ ...input, KeyId: NOBODY });
/** A symmetric key. */
export const symmetric = (cloud: Cloud) => ({ KeyId: cloud.key() });
/** A key of a spec and usage. */
export const of = (KeySpec: string, KeyUsage: string) => (cloud: Cloud) => ({
  KeyId: cloud.key({ KeySpec, KeyUsage }),
});
/** A key that signs. */
export const signing = of('ECC_NIST_P256', 'SIGN_VERIFY');
/** A key that authenticates. */
export const hmac = of('HMAC_256', 'GENERATE_VERIFY_MAC');
/** A key that waits for material. */
export const external = (cloud: Cloud) => ({ KeyId: cloud.key({ Origin: 'EXTERNAL' }) });
/** A key with an alias. */
export const withAlias = (cloud: Cloud) => {
  const TargetKeyId = cloud.key();
  cloud.ok('CreateAlias', { AliasName: 'alias/one', TargetKeyId });
  return { AliasName: 'alias/one', TargetKeyId };
};
/** A key with a grant. */
export const withGrant = (cloud: Cloud) => {
  const KeyId = cloud.key();
  const input = { KeyId, GranteePrincipal: people.guest.principal, Operations: ['Decrypt'] };
  const { GrantId } = cloud.ok('CreateGrant', { ...input, RetiringPrincipal: people.friend.principal });
  return { KeyId, GrantId };
};
/** What makes a custom key store. */
export const store = {
  CustomKeyStoreName: 'vault',
  CloudHsmClusterId: 'cluster-conformance',
  TrustAnchorCertificate: 'certificate',
  KeyStorePassword: 'kmsPswd1',
};
/** A custom key store. */
export const withStore = (cloud: Cloud) => ({
  CustomKeyStoreId: cloud.ok('CreateCustomKeyStore', store).CustomKeyStoreId,
});
/** Another custom key store, which is not there. */
export const unknownStore = (input: Any) => ({ ...input, CustomKeyStoreId: 'cks-nobody' });
/** A multi-Region key, to be replicated. */
export const multiRegion = (cloud: Cloud) => ({ KeyId: cloud.key({ MultiRegion: true }), ReplicaRegion: AWAY });
/** How it is signed. */
export const sign = { Message: MESSAGE, SigningAlgorithm: 'ECDSA_SHA_256' };
/** How it is authenticated. */
export const mac = { Message: MESSAGE, MacAlgorithm: 'HMAC_SHA_256' };
/** A tag. */
export const tags = [{ TagKey: 'team', TagValue: 'blue' }];
/** A marker that no list gave. */
export const badMarker = (input: Any) => ({ ...input, Marker: 'nobody gave this out' });
