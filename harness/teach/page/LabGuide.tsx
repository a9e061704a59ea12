/** Guided labs: the list, and one step at a time with its questions and what came. */
import { useState } from 'preact/hooks';
import { durationMs } from '../../../model/step.ts';
import { isCall, type Lab, type LabStep, type Planned } from '../../../scenarios/contract.ts';
import { labs } from '../../../scenarios/lab/index.ts';
import { answerTo, OK, type Question, questionsOf } from '../core/predict.ts';
import type { Moment } from '../core/story.ts';
import { answerOf } from './act.ts';
import { moodOf } from './looks.ts';
import {
  branch,
  cards,
  type LabRun,
  labIds,
  labRun,
  leaveLab,
  lookAtStep,
  nextStep,
  playStep,
  startLab,
  stepsDone,
  story,
  takeBranch,
} from './state.ts';
import { span, t, told } from './words.ts';

/** The list of labs, or the lab in progress. */
export function LabGuide() {
  const run = labRun.value;
  return run ? <RunningLab run={run} /> : <LabList />;
}

function LabList() {
  return (
    <section aria-labelledby="labs-title">
      <h2 id="labs-title">{t('lab.choose')}</h2>
      <ol class="labs">
        {labs.map((lab) => (
          <LabEntry key={lab.id} lab={lab} />
        ))}
      </ol>
    </section>
  );
}

function LabEntry({ lab }: { readonly lab: Lab }) {
  const done = stepsDone(lab);
  const count = lab.steps.length;
  return (
    <li>
      <h3>{told(lab.title)}</h3>
      <p>{told(lab.intro)}</p>
      <p class="row">
        <button type="button" class="primary" data-lab={lab.id} onClick={() => void startLab(lab)}>
          {t(done > 0 ? 'lab.again' : 'lab.start')}
        </button>
        {done > 0 && done < count && (
          <button type="button" onClick={() => void startLab(lab, done)}>
            {t('lab.resume')}
          </button>
        )}
        <progress max={count} value={done} aria-label={t('lab.progress', { done, count })} />
        <span class="small">{t('lab.progress', { done, count })}</span>
      </p>
    </li>
  );
}

function RunningLab({ run }: { readonly run: LabRun }) {
  const { lab, step } = run;
  const count = lab.steps.length;
  const now = lab.steps[step];
  return (
    <section aria-labelledby="lab-title">
      <p class="row">
        <button type="button" onClick={leaveLab}>
          ← {t('lab.all')}
        </button>
        <progress max={count} value={run.played} aria-label={t('lab.progress', { done: run.played, count })} />
      </p>
      <h2 id="lab-title">{told(lab.title)}</h2>
      {branch.value.kind !== 'lab' && (
        <p class="note side">
          {t('lab.side')}{' '}
          <button type="button" onClick={() => takeBranch(0)}>
            {t('lab.back')}
          </button>
        </p>
      )}
      {step === 0 && run.played === 0 && <p>{told(lab.intro)}</p>}
      {now ? <Step key={step} run={run} step={now} /> : <Done run={run} />}
    </section>
  );
}

function Step({ run, step }: { readonly run: LabRun; readonly step: LabStep }) {
  const number = run.step + 1;
  const played = run.step < run.played;
  return (
    <>
      <p class="small">{t('lab.step', { number, count: run.lab.steps.length })}</p>
      <h3 class="step-title">{told(step.title)}</h3>
      <Calls calls={step.calls} />
      {played ? <Revealed run={run} step={step} /> : <Ask run={run} step={step} />}
      <p class="row">
        {run.step > 0 && (
          <button type="button" onClick={() => lookAtStep(run.step - 1)}>
            {t('lab.previous')}
          </button>
        )}
        {played && (
          <button type="button" class="primary" data-next onClick={nextStep}>
            {t('lab.next')}
          </button>
        )}
      </p>
    </>
  );
}

function Calls({ calls }: { readonly calls: readonly Planned[] }) {
  return (
    <div class="calls">
      <h4>{t('lab.calls')}</h4>
      <ol>
        {calls.map((planned, index) => (
          <li key={index}>
            {isCall(planned) ? (
              <>
                <code>
                  {planned.service}:{planned.operation}
                </code>
                {typeof planned.caller === 'string' && <span class="small"> {planned.caller}</span>}
                {planned.wait && <span class="small"> {t('lab.wait', { span: span(durationMs(planned.wait)) })}</span>}
              </>
            ) : (
              <span class="small">{t('time.passed', { span: span(durationMs(planned.elapse)) })}</span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Cards by the lab's own names. */
function cardsByName(lab: Lab) {
  const ids = labIds(lab);
  const byId = new Map(cards.value.map((card) => [card.id, card]));
  return new Map([...ids].flatMap(([name, id]) => (byId.has(id) ? [[name, byId.get(id)!] as const] : [])));
}

const idOf = (run: LabRun, question: Question): string => `${run.step}/${question.id}`;

function Ask({ run, step }: { readonly run: LabRun; readonly step: LabStep }) {
  const [guesses, guess] = useState<Readonly<Record<string, string>>>({});
  const questions = questionsOf(step, cardsByName(run.lab));
  const ready = questions.every((question) => guesses[idOf(run, question)] !== undefined);
  const answers = (added: readonly Moment[]) => {
    const ids = labIds(run.lab);
    const one = (question: Question) => answerTo(question, added, story.value, ids.get(question.resource ?? ''));
    return Object.fromEntries(questions.map((question) => [idOf(run, question), one(question)]));
  };
  return (
    <form
      class="ask"
      onSubmit={(event) => {
        event.preventDefault();
        void playStep(guesses, answers);
      }}
    >
      {questions.length > 0 && <h4>{t('lab.predict')}</h4>}
      {questions.map((question) => (
        <fieldset key={question.id}>
          <legend>{ask(question)}</legend>
          {question.choices.map((choice) => (
            <label key={choice}>
              <input
                type="radio"
                name={question.id}
                value={choice}
                checked={guesses[idOf(run, question)] === choice}
                onChange={() => guess({ ...guesses, [idOf(run, question)]: choice })}
              />
              {choice === OK ? t('lab.ok') : <code>{choice}</code>}
            </label>
          ))}
        </fieldset>
      ))}
      <button type="submit" class="primary" data-do>
        {t(ready ? 'lab.do' : 'lab.skip')}
      </button>
    </form>
  );
}

const ask = ({ id, call, resource = '' }: Question): string =>
  id === 'answer' ? t('lab.ask.answer', { operation: call?.operation ?? '' }) : t('lab.ask.state', { resource });

function Revealed({ run, step }: { readonly run: LabRun; readonly step: LabStep }) {
  const mine = Object.keys(run.answers).filter((id) => id.startsWith(`${run.step}/`));
  const [from, to] = [run.ends[run.step] as number, run.ends[run.step + 1] as number];
  const moments = story.value.moments.slice(from + 1, to + 1);
  const calls = moments.filter(({ what }) => what === 'call');
  const paths = pathsOf(run.lab, moments);
  return (
    <div class="revealed">
      {mine.map((id) => {
        const guessed = run.guesses[id];
        const answer = run.answers[id] as string;
        if (guessed === undefined) return null;
        const right = guessed === answer;
        return (
          <p key={id} class={right ? 'verdict right' : 'verdict wrong'}>
            {right ? t('lab.right') : t('lab.wrong', { answer: answer === OK ? t('lab.ok') : answer })}
          </p>
        );
      })}
      <h4>{t('lab.came')}</h4>
      <ul class="came">
        {calls.map((made) => (
          <li key={made.index} class={made.outcome?.ok ? 'ok' : 'refused'}>
            {answerOf(made)}
          </li>
        ))}
      </ul>
      {paths.length > 0 && (
        <ul class="paths">
          {paths.map(([name, states]) => (
            <li key={name}>
              <strong>{name}</strong>{' '}
              {states.map((state, index) => (
                <span key={index}>
                  {index > 0 && ' → '}
                  <span class={`state ${moodOf(state)}`}>{state}</span>
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
      <h4>{t('lab.look')}</h4>
      <p class="look">{told(step.look)}</p>
    </div>
  );
}

/** The states that each of the lab's resources passed through, for those that changed. */
function pathsOf(lab: Lab, moments: readonly Moment[]): readonly (readonly [string, readonly string[]])[] {
  const named = new Map([...labIds(lab)].map(([name, id]) => [id, name]));
  const paths = new Map<string, string[]>();
  for (const event of moments.flatMap(({ events }) => events)) {
    const name = event.type === 'transition' && LIFECYCLES.has(event.lifecycle) ? named.get(event.resource) : undefined;
    if (event.type !== 'transition' || name === undefined) continue;
    const path = paths.get(name) ?? [event.from];
    paths.set(name, [...path, event.to]);
  }
  return [...paths];
}

/** A volume's attachment tells its transitions in the name of the volume. */
const LIFECYCLES = new Set(['key', 'instance', 'volume', 'snapshot', 'db-instance', 'db-cluster', 'cluster']);

function Done({ run }: { readonly run: LabRun }) {
  const asked = Object.keys(run.guesses).length;
  const right = Object.entries(run.guesses).filter(([id, guess]) => run.answers[id] === guess).length;
  return (
    <>
      <p class="done">{t('lab.done')}</p>
      {asked > 0 && <p>{t('lab.score', { right, asked })}</p>}
      <p class="row">
        <button type="button" onClick={() => lookAtStep(run.step - 1)}>
          {t('lab.previous')}
        </button>
        <button type="button" class="primary" onClick={leaveLab}>
          {t('lab.all')}
        </button>
      </p>
    </>
  );
}
