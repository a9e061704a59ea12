/**
 * Requests of many clients, answered in turns. What the event loop finds at once is first read, then answered, then sent,
 * all of it in the order in which it came. One after the other, HTTP, the model and HTTP again would push each other out of
 * the processor's caches: with eight busy clients a call takes half as much again (`npm run bench:wire`).
 */

/** Something to be answered. */
export interface Pending<Answer> {
  /** The answer, or the promise of one that takes longer. */
  answer(): Answer | Promise<Answer>;
  /** Sends the answer. */
  send(answer: Answer): void;
  /** It could not be answered, or the answer not be sent. */
  fail(): void;
}

/** Answers what it is given when the event loop has read all that there is. */
export class Turns<Answer> {
  #waiting: Pending<Answer>[] = [];

  /** Has something answered in this turn. */
  add(pending: Pending<Answer>): void {
    if (this.#waiting.push(pending) === 1) setImmediate(() => this.#take());
  }

  #take(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    const answers = waiting.map(answerOf);
    for (const [at, answer] of answers.entries()) if (answer !== undefined) sendTo(waiting[at]!, answer);
  }
}

/** The answer, if it is there; one that is promised is sent when it comes. */
function answerOf<Answer>(pending: Pending<Answer>): Answer | undefined {
  try {
    const answered = pending.answer();
    if (!(answered instanceof Promise)) return answered;
    answered.then((answer) => sendTo(pending, answer)).catch(() => pending.fail());
  } catch {
    pending.fail();
  }
  return undefined;
}

/** One that has gone away is none of the others' business. */
function sendTo<Answer>(pending: Pending<Answer>, answer: Answer): void {
  try {
    pending.send(answer);
  } catch {
    pending.fail();
  }
}
