import { describe, expect, it } from 'vitest';
import { shapes } from '../../model/kms/shapes.ts';
import { tables } from '../../scenarios/conformance/index.ts';
import { kmsKeyStates } from '../../scenarios/conformance/kms/keyStates.ts';
import { keyStates, keyStateTable } from '../../scenarios/conformance/kms/keyStateTable.ts';
import { kmsRecordedCases } from '../../scenarios/conformance/kms/recordedCases.ts';
import { kmsValidation } from '../../scenarios/conformance/kms/validation.ts';
import { isCall } from '../../scenarios/contract.ts';

const behaviours = tables.flatMap((table) => [...table.behaviours()]);

describe('behaviours', () => {
  it('have ids of their own that begin with their table', () => {
    expect(new Set(behaviours.map(({ id }) => id)).size).toBe(behaviours.length);
    const strays = tables.flatMap((table) =>
      [...table.behaviours()].map(({ id }) => id).filter((id) => !id.startsWith(`${table.id}/`)),
    );
    expect(strays).toEqual([]);
  });

  it('name a page of AWS or a recording; what people reported may stand anywhere', () => {
    for (const { id, source, grade } of behaviours) {
      const page = grade === 'reported' ? /^https:\/\// : /^https:\/\/docs\.aws\.amazon\.com\/|recorded on AWS: /;
      expect(source, id).toMatch(page);
      if (grade === 'recorded') expect(source, id).toContain('recorded on AWS');
    }
  });

  it('expect something of calls that they make', () => {
    for (const { id, plan, expect: expected } of behaviours) {
      const names = plan.flatMap((planned) => (isCall(planned) && planned.name !== undefined ? [planned.name] : []));
      expect(Object.keys(expected).length, id).toBeGreaterThan(0);
      for (const name of Object.keys(expected)) expect(names, id).toContain(name);
    }
  });

  it('serialise, bytes left aside', () => {
    for (const { id, plan } of behaviours) {
      const text = JSON.stringify(plan, (_, part: unknown) => (part instanceof Uint8Array ? part.length : part));
      expect(() => JSON.parse(text), id).not.toThrow();
    }
  });
});

describe('the key-state table', () => {
  const cells = [...kmsKeyStates.behaviours()];
  const seen = new Set(cells.map(({ cell }) => `${cell?.row}/${cell?.column}`));

  it('has every operation in every state that a key it is for can be in', () => {
    for (const [operation, row] of Object.entries(keyStateTable)) {
      for (const state of keyStates) {
        if (row[state] === 'none' || seen.has(`${operation}/${state}`)) continue;
        expect.fail(`${operation} has no cell for ${state}`);
      }
    }
    expect(Object.keys(keyStateTable)).toHaveLength(44);
  });

  it('has its two pending deletions apart', () => {
    expect(seen).toContain('Encrypt/PendingDeletion');
    expect(seen).toContain('Encrypt/PendingReplicaDeletion');
  });

  it('accepts both documented codes for the use of a key pending deletion, the recorded one first', () => {
    const cell = cells.find(({ id }) => id === 'kms/key-states/Decrypt/PendingDeletion/symmetric');
    expect(cell?.expect.answer?.answers).toEqual(['KMSInvalidStateException', 'DisabledException']);
    expect(cell?.grade).toBe('recorded');
  });
});

describe('the recorded cases', () => {
  it('are 111', () => {
    expect([...kmsRecordedCases.behaviours()]).toHaveLength(111);
  });
});

describe('the variants of requests', () => {
  it('are of every operation', () => {
    const operations = new Set([...kmsValidation.behaviours()].map(({ cell }) => cell?.row));
    expect([...operations].sort()).toEqual(Object.keys(shapes).sort());
    expect(operations.size).toBe(54);
  });
});
