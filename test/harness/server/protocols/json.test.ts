import * as ebs from '@aws-sdk/client-ebs';
import * as kms from '@aws-sdk/client-kms';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonCodec } from '../../../../harness/server/protocols/json.ts';
import { schemasOf } from '../../../../harness/server/protocols/schema.ts';

const services = { kms: schemasOf({ ...kms }), ebs: schemasOf({ ...ebs }) };
const codec = jsonCodec({ jsonName: false });
const written = (service: keyof typeof services, operation: string, output: object): string =>
  codec.write(services[service].operations.get(operation)!.output)(output);

describe('JSON that is written', () => {
  it('reads again as any text that stood in it', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff })), (units) => {
        const Description = String.fromCharCode(...units);
        const text = written('kms', 'DescribeKey', { KeyMetadata: { Description } });
        expect(text).toBe(JSON.stringify({ KeyMetadata: { Description } }));
      }),
      { seed: 1 },
    );
  });

  it('has numbers, truth values, times in seconds, bytes in base64, lists and maps; not what has no value', () => {
    const metadata = {
      KeyId: 'a',
      CreationDate: 1_767_603_600_123,
      Enabled: false,
      PendingDeletionWindowInDays: 0,
      Description: undefined,
      EncryptionAlgorithms: ['x', '"'],
      MacAlgorithms: [],
    };
    expect(JSON.parse(written('kms', 'DescribeKey', { KeyMetadata: metadata }))).toEqual({
      KeyMetadata: { ...metadata, CreationDate: 1_767_603_600.123 },
    });
    expect(written('kms', 'Encrypt', { CiphertextBlob: Uint8Array.of(1, 2, 255) })).toBe('{"CiphertextBlob":"AQL/"}');
    const grant = { Constraints: { EncryptionContextEquals: { 'a"b': 'c', d: '\n' } } };
    expect(JSON.parse(written('kms', 'ListGrants', { Grants: [grant, {}] }))).toEqual({ Grants: [grant, {}] });
    expect(written('kms', 'ListGrants', {})).toBe('{}');
    expect(JSON.parse(written('ebs', 'StartSnapshot', { Tags: [{ Key: 'k', Value: '' }] }))).toEqual({
      Tags: [{ Key: 'k', Value: '' }],
    });
  });
});
