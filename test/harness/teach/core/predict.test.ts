import { describe, expect, it } from 'vitest';
import { OK } from '../../../../harness/teach/core/predict.ts';
import type { Lab } from '../../../../scenarios/contract.ts';
import { labs } from '../../../../scenarios/lab/index.ts';
import { asked } from './support.ts';

describe('predictions', () => {
  it.each(labs.map((lab) => [lab.id, lab] as const))('of %s offer the right answer among others', (_, lab) => {
    const questions = asked(lab);
    expect(questions.length).toBeGreaterThanOrEqual(lab.steps.length);
    for (const { title, id, choices, answer } of questions) {
      expect(choices, `${title}, ${id}`).toContain(answer);
      expect(choices.length, `${title}, ${id}`).toBeGreaterThanOrEqual(2);
      expect(new Set(choices).size).toBe(choices.length);
    }
  });

  it('ask about the call that is refused, and success is always thinkable', () => {
    const [rootVolume] = labs;
    const questions = asked(rootVolume as Lab);
    const refused = questions.filter(({ id, answer }) => id === 'answer' && answer !== OK);
    expect(refused.map(({ answer }) => answer)).toContain('KMS.DisabledException');
    for (const { choices } of questions.filter(({ id }) => id === 'answer')) expect(choices[0]).toBe(OK);
  });

  it('ask where the instance ends when its key is disabled: stopped, and not running', () => {
    const [rootVolume] = labs;
    const start = asked(rootVolume as Lab).find(
      ({ title, id }) => title === 'Try to start the instance' && id === 'state',
    );
    expect(start).toMatchObject({ answer: 'stopped' });
    expect(start?.choices).toContain('running');
  });
});
