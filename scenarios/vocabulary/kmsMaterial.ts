/** KMS calls of random runs that are about key material: rotation, imported material, replicas in other Regions. */
import { utf8 } from '../../model/bytes.ts';
import type { PlannedValue } from '../contract.ts';
import { type Drawable, maybe, oneOf, type Template, thing, weighted } from './draw.ts';

const rotation = 'kms-rotation';
const imports = 'kms-import';
const replicas = 'kms-replicas';

const call = (
  group: string,
  weight: number,
  operation: string,
  input: { readonly [member: string]: Drawable },
): Template => ({ group, weight, service: 'kms', operation, input });

/** 32 bytes of key material that everybody may know: these keys protect nothing. */
export const MATERIAL = utf8('imported material of 32 bytes, A.');
/** Other material of the same length. */
export const OTHER_MATERIAL = utf8('imported material of 32 bytes, B.');

/** Material wrapped for the key whose import parameters an opening asked for by the name `parameters`. */
export const wrapped = (material: Uint8Array): PlannedValue => ({
  $wrap: {
    material: material.slice(0, 32),
    publicKey: { $ref: 'parameters.PublicKey' },
    algorithm: 'RSAES_OAEP_SHA_256',
  },
});

const key = thing('key', 'id');
const importing = {
  KeyId: { $ref: 'parameters.KeyId' },
  ImportToken: { $ref: 'parameters.ImportToken' },
} as const;

/** All templates about key material. */
export const kmsMaterialTemplates: readonly Template[] = [
  call(rotation, 4, 'EnableKeyRotation', { KeyId: key, RotationPeriodInDays: weighted([4, 90], [1, maybe(89)]) }),
  call(rotation, 1, 'DisableKeyRotation', { KeyId: key }),
  call(rotation, 5, 'RotateKeyOnDemand', { KeyId: key }),
  call(rotation, 1, 'GetKeyRotationStatus', { KeyId: key }),
  call(rotation, 1, 'ListKeyRotations', { KeyId: key, IncludeKeyMaterial: maybe('ALL_KEY_MATERIAL') }),
  ...[MATERIAL, OTHER_MATERIAL].map((material, index) =>
    call(imports, index === 0 ? 8 : 2, 'ImportKeyMaterial', {
      ...importing,
      EncryptedKeyMaterial: wrapped(material),
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      ImportType: index === 0 ? maybe('EXISTING_KEY_MATERIAL', 20) : maybe('NEW_KEY_MATERIAL'),
    }),
  ),
  ...[20, 72].map((hours) =>
    call(imports, 3, 'ImportKeyMaterial', {
      ...importing,
      EncryptedKeyMaterial: wrapped(MATERIAL),
      ValidTo: { $now: { hours } },
    }),
  ),
  call(imports, 4, 'DeleteImportedKeyMaterial', { KeyId: key }),
  call(replicas, 2, 'CreateKey', { MultiRegion: true }),
  call(replicas, 4, 'ReplicateKey', { KeyId: key, ReplicaRegion: oneOf('us-west-2', 'eu-west-1') }),
  call(replicas, 2, 'UpdatePrimaryRegion', { KeyId: key, PrimaryRegion: oneOf('us-west-2', 'eu-west-1') }),
];
