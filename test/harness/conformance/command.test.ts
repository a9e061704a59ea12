/** `keystate conform` in process: matrix, list, JSON and exit status. */
import { describe, expect, it } from 'vitest';
import { keystate } from '../cli/support.ts';

describe('keystate conform', () => {
  it('shows an operation in every state of its key, with the answers of all kinds of keys', async () => {
    const { status, out } = await keystate('conform', 'kms/key-states/Encrypt/*', 'kms/key-states/ReplicateKey/*');
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines[2]).toMatch(
      /^ +Enabled +Disabled +PendDeletion +PendReplica +PendImport +Unavailable +Creating +Updating$/,
    );
    expect(lines[3]).toMatch(/^Encrypt +ok +Disab +State +State +State\* +State +State +ok$/);
    expect(lines[4]).toMatch(/^ReplicateKey +Unsup\*\|ok +Unsup\?\|Disab/);
    expect(out).toMatch(
      /simulator: \d+ pass; \d+ behaviours, as expected: 2\/2 recorded, (\d+)\/\1 documented, (\d+)\/\2 assumed\n$/,
    );
  });

  it('writes cells and totals as JSON', async () => {
    const { status, out } = await keystate('conform', 'kms/key-states/Decrypt/Disabled/symmetric', '--json');
    expect(status).toBe(0);
    const { target, cells, totals } = JSON.parse(out);
    expect(target).toBe('simulator');
    expect(totals).toEqual({ pass: 1, skip: 0, assumed: 0, fail: 0, error: 0 });
    expect(cells).toEqual([
      {
        id: 'kms/key-states/Decrypt/Disabled/symmetric',
        service: 'kms',
        behaviour: 'Decrypt is refused when the symmetric key is Disabled',
        expected: expect.stringMatching(
          /^DisabledException "arn:aws:kms:us-east-1:123456789012:key\/.* is disabled\."$/,
        ),
        observed: cells[0].expected,
        verdict: 'pass',
        grade: 'recorded',
        source: 'LocalStack snapshot recorded on AWS: test_s3_sse_validate_kms_key_state',
      },
    ]);
  });

  it('lists behaviours with their grades and sources', async () => {
    const { status, out } = await keystate('conform', 'kms/recorded/rotate-rsa', '--list');
    expect(status).toBe(0);
    expect(out).toBe(
      [
        'kms/recorded/rotate-rsa',
        '      RotateKeyOnDemand of an RSA key is unsupported, without a text',
        '      recorded: LocalStack test-suite, recorded on AWS: test_rotate_key_on_demand_raises_error_given_non_symmetric_key, 2025-03-08',
        '1 behaviour: 1 recorded\n',
      ].join('\n'),
    );
    const listed = await keystate('conform', 'kms/recorded/rotate-rsa', '--list', '--json');
    expect(JSON.parse(listed.out)).toMatchObject([{ id: 'kms/recorded/rotate-rsa', grade: 'recorded' }]);
  });

  it('says what is near to a pattern that means nothing', async () => {
    const { status, out, err } = await keystate('conform', 'kms/recorded/rotate-rsb');
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('kms/recorded/rotate-rsa');
  });
});
