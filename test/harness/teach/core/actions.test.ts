import { describe, expect, it } from 'vitest';
import { type Action, actionsOf, explain, makersOf, tryCall } from '../../../../harness/teach/core/actions.ts';
import { type Card, cardsOf } from '../../../../harness/teach/core/cards.ts';
import { readStatements } from '../../../../harness/teach/core/decision.ts';
import type { Story } from '../../../../harness/teach/core/story.ts';
import { refusedStates, stateRefusals } from '../../../../model/kms/keyStates.ts';
import { serialise } from '../../../../model/serialise.ts';
import { people } from '../../../../scenarios/people.ts';
import { cardOf, planOf, playedScene, storyOf } from './support.ts';

const all = (story: Story): readonly Card[] => cardsOf(story.last.world, story.rules);
const actions = (story: Story, card: Card) => actionsOf(story, card, all(story));
const named = (story: Story, card: Card, id: string): Action =>
  actions(story, card).find((action) => action.id === id) as Action;
const outcome = (story: Story, { call }: Action, caller?: string) =>
  tryCall(story, story.last.world, call, caller)?.outcome;

describe('actions', () => {
  it('exist for every card of the labs, and each is a call that the service knows', () => {
    for (const lab of ['root-volume', 'rds', 'redshift'])
      for (const story of [storyOf(planOf(lab))])
        for (const card of all(story)) {
          expect(actions(story, card).length, card.kind).toBeGreaterThan(0);
          for (const action of actions(story, card)) {
            expect(story.rules.operations).toHaveProperty([`${action.call.service}:${action.call.operation}`]);
            const tried = outcome(story, action);
            expect(tried?.ok === false && /^(Validation|InvalidParameterValue|Missing)/.test(tried.error.code)).toBe(
              false,
            );
          }
        }
  });

  it('are tried without changing anything', () => {
    const story = playedScene();
    const before = serialise(story.last.world);
    const trial = tryCall(story, story.last.world, named(story, cardOf(story, 'key'), 'DisableKey').call);
    expect(trial?.events).toContainEqual(expect.objectContaining({ type: 'transition', to: 'Disabled' }));
    expect(serialise(story.last.world)).toBe(before);
  });

  it('that are refused tell the rule, its grade and its page', () => {
    const story = playedScene();
    story.play(named(story, cardOf(story, 'key'), 'DisableKey').call);
    const encrypt = named(story, cardOf(story, 'key'), 'Encrypt');
    const refused = outcome(story, encrypt);
    expect(refused).toMatchObject({ ok: false, error: { code: 'DisabledException' } });
    expect(refusedStates.Encrypt).toContain('Disabled');
    const { rule } = stateRefusals.Disabled as never as { rule: { id: string; sentence: string } };
    const why = explain(story, encrypt.call, refused as never, (id) => (id === rule.id ? (rule as never) : undefined));
    expect(why).toMatchObject({ code: 'DisabledException', sentence: rule.sentence, grade: expect.any(String) });
    expect(why?.source).toMatch(/https:/);
  });

  it('that are refused by no rule of their own tell the evidence of the operation', () => {
    const story = playedScene();
    const cancel = named(story, cardOf(story, 'key'), 'CancelKeyDeletion');
    const why = explain(story, cancel.call, outcome(story, cancel) as never, () => undefined);
    expect(why?.sentence).toBeUndefined();
    expect(why?.source).toMatch(/https:/);
  });

  it('that succeed need no explanation', () => {
    const story = playedScene();
    const disable = named(story, cardOf(story, 'key'), 'DisableKey');
    expect(explain(story, disable.call, outcome(story, disable) as never, () => undefined)).toBeUndefined();
  });
});

describe('what can be made', () => {
  it('succeeds under a key and without one, again and again', () => {
    for (const underKey of [true, false]) {
      const story = playedScene();
      for (let round = 0; round < 2; round++)
        for (const { call } of makersOf(story, underKey ? cardOf(story, 'key') : undefined)) {
          story.play({ ...call, wait: { minutes: 1 } });
          const made = story.moments.findLast(({ what }) => what === 'call');
          expect(made?.outcome, call.operation).toMatchObject({ ok: true });
        }
    }
  });
});

describe('a decision', () => {
  it('is told statement by statement: what applies, and the first part of the others that does not fit', () => {
    const story = playedScene();
    const { call: byId } = named(story, cardOf(story, 'key'), 'Encrypt');
    const call = { ...byId, input: { ...byId.input, KeyId: cardOf(story, 'key').id } };
    const read = (caller: string) => {
      const [asked] = tryCall(story, story.last.world, call, caller)?.decisions ?? [];
      return {
        allowed: asked?.decision.allowed,
        statements: readStatements(asked?.request as never, asked?.decision as never),
      };
    };
    expect(read('admin')).toMatchObject({ allowed: true });
    expect(read('admin').statements.filter(({ applies }) => applies)).not.toEqual([]);
    const guest = read('guest');
    expect(guest.allowed).toBe(false);
    expect(guest.statements.length).toBeGreaterThan(0);
    for (const { applies, misses } of guest.statements) expect(applies || misses !== undefined).toBe(true);
    const outsider = read('outsider');
    expect(outsider.allowed).toBe(false);
    expect(outsider.statements.find(({ policy }) => policy === 'resource')).toMatchObject({ misses: 'principal' });
  });

  it('shows an explicit deny, and every person of the scenarios gets an answer', () => {
    const story = playedScene();
    const read = named(story, cardOf(story, 'object'), 'GetObject');
    const writer = tryCall(story, story.last.world, read.call, 'writer');
    const denied = writer?.decisions.find(({ decision }) => decision.explicitDeny);
    expect(denied?.request.action).toBe('kms:Decrypt');
    const statement = readStatements(denied?.request as never, denied?.decision as never).find(
      ({ applies, statement: one }) => applies && one.effect === 'Deny',
    );
    expect(statement?.policy).toBe('identity');
    for (const name of Object.keys(people))
      expect(tryCall(story, story.last.world, read.call, name)?.outcome).toBeDefined();
  });
});
