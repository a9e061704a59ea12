/** The policy of the chosen key, and the decision of IAM about any call, statement by statement. */
import { useState } from 'preact/hooks';
import { ACCOUNT, people } from '../../../scenarios/people.ts';
import { actionsOf, tryCall } from '../core/actions.ts';
import type { Card } from '../core/cards.ts';
import { readStatements, type StatementReading } from '../core/decision.ts';
import { act, calledBy } from './act.ts';
import { cards, chosenCard, nameOf, soon, story, world } from './state.ts';
import { t } from './words.ts';

/** The editor of the chosen key, and the explainer of the chosen card. */
export function PolicyEditor() {
  const card = chosenCard.value;
  return (
    <section class="policy" aria-labelledby="policy-title">
      <h3 id="policy-title">{t('policy.title')}</h3>
      {card?.kind === 'key' ? <KeyPolicy key={card.id} card={card} /> : <p class="small">{t('policy.choose')}</p>}
      {card && <Explainer key={`why ${card.id}`} card={card} />}
    </section>
  );
}

const account = `arn:aws:iam::${ACCOUNT}:root`;
const guest = people.guest?.caller.principal ?? '';
const all = { Sid: 'Account', Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' };
const others = Object.fromEntries([
  ['default', [all]],
  ['deny', [all, { Sid: 'NoGuest', Effect: 'Deny', Principal: { AWS: guest }, Action: 'kms:*', Resource: '*' }]],
  [
    'lock',
    [
      {
        ...all,
        Sid: 'Manage',
        Action: ['kms:Describe*', 'kms:Get*', 'kms:List*', 'kms:Put*', 'kms:Enable*', 'kms:Disable*'],
      },
      { Sid: 'Guest', Effect: 'Allow', Principal: { AWS: guest }, Action: 'kms:Decrypt', Resource: '*' },
    ],
  ],
]);
const ready = ['default', 'deny', 'lock'] as const;

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

function KeyPolicy({ card }: { readonly card: Card }) {
  const present = world.value.kms.keys.get(card.id)?.policy.text ?? '';
  const [edited, edit] = useState<string | undefined>(undefined);
  const text = edited ?? pretty(present);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void act({ service: 'kms', operation: 'PutKeyPolicy', input: { KeyId: card.awsName, Policy: text } }).then(() =>
          edit(undefined),
        );
      }}
    >
      <label>
        {t('policy.of', { key: nameOf(card) })}
        <textarea rows={10} spellcheck={false} value={text} onInput={(event) => edit(event.currentTarget.value)} />
      </label>
      <p class="row">
        {ready.map((name) => (
          <button
            key={name}
            type="button"
            onClick={() => edit(JSON.stringify({ Version: '2012-10-17', Statement: others[name] }, null, 2))}
          >
            {t(`policy.${name}`)}
          </button>
        ))}
        <button type="submit" class="primary" data-put-policy>
          {t('policy.put')}
        </button>
      </p>
    </form>
  );
}

/** Asks IAM about one of the card's calls, and shows every statement that was read for the answer. */
function Explainer({ card }: { readonly card: Card }) {
  const actions = actionsOf(story.value, card, cards.value);
  const [id, ask] = useState(actions.find((action) => action.id === 'Encrypt')?.id ?? actions[0]?.id);
  const action = actions.find((one) => one.id === id);
  const trial = action && soon(() => tryCall(story.value, world.value, action.call, calledBy.value));
  return (
    <div class="decision">
      <label>
        {t('policy.question', { who: calledBy.value })}{' '}
        <select value={id} onChange={(event) => ask(event.currentTarget.value)}>
          {actions.map((one) => (
            <option key={one.id}>{one.id}</option>
          ))}
        </select>
      </label>
      {trial?.decisions.length === 0 && <p class="small">{t('policy.none')}</p>}
      {trial?.decisions.map(({ request, decision }, index) => (
        <div key={`${request.action}${String(index)}`} class={decision.allowed ? 'asked allowed' : 'asked denied'}>
          <p>
            <code>{request.action}</code>{' '}
            {t(decision.allowed ? 'policy.allowed' : decision.explicitDeny ? 'policy.denied' : 'policy.missing', {
              because: decision.because,
            })}
          </p>
          <ol>
            {readStatements(request, decision).map((reading, number) => (
              <Reading key={`${reading.policy}${String(number)}`} reading={reading} />
            ))}
          </ol>
        </div>
      ))}
    </div>
  );
}

function Reading({ reading }: { readonly reading: StatementReading }) {
  const { statement, applies, misses, policy } = reading;
  const actions = statement.action ?? statement.notAction?.map((one) => `not ${one}`) ?? [];
  return (
    <li class={applies ? `applies ${statement.effect}` : 'misses'}>
      <span class="small">{t(`policy.${policy}`)}</span>{' '}
      <strong>
        {statement.effect} {statement.sid ?? ''}
      </strong>{' '}
      <code>{actions.slice(0, 4).join(', ')}</code>:{' '}
      {applies ? t('policy.applies') : t(`policy.misses.${misses ?? 'condition'}`)}
    </li>
  );
}
