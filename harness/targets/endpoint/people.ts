/**
 * The people of the scenarios in an account of AWS: the administrator is whoever gave the credentials; others of the
 * same account are made through IAM when they first call. The root user and other accounts cannot be made.
 */
import type { Caller } from '../../../model/call.ts';
import { ACCOUNT, type Person, people } from '../../../scenarios/people.ts';
import { EngineError, Unable } from '../unable.ts';
import type { Owner } from './clean/clean.ts';
import type { Credentials } from './clients.ts';
import type { Pair } from './names.ts';
import { accountOf } from './places.ts';
import { TAG } from './tags.ts';

/** New users and keys are known everywhere after some seconds (documented: changes of IAM are eventually consistent). */
export const SPREADING_MS = 10_000;

/** Makes people, and remembers whom it made. */
export class AwsPeople {
  readonly #owner: Owner;
  readonly #run: string;
  readonly #prefix: string;
  readonly #admin: Credentials;
  readonly #made = new Map<string, Promise<Credentials>>();
  readonly #spreadingMs: number;

  constructor(owner: Owner, run: string, prefix: string, admin: Credentials, spreadingMs: number) {
    this.#owner = owner;
    this.#run = run;
    this.#prefix = prefix;
    this.#admin = admin;
    this.#spreadingMs = spreadingMs;
  }

  /** What a caller signs with. Throws Unable for those who cannot be. */
  async credentialsOf({ principal, via }: Caller): Promise<Credentials> {
    if (principal === 'anonymous') return 'anonymous';
    if (via === undefined && principal === people.admin?.caller.principal) return this.#admin;
    const name = this.#nameOf(principal);
    if (via !== undefined || name === undefined) throw new Unable(`nobody can act as ${principal} here`);
    let made = this.#made.get(principal);
    if (!made) {
      made = this.#make(name, people[name] as Person);
      this.#made.set(principal, made);
    }
    return made;
  }

  /** The ARNs of people that can be made, by their names here. */
  pairs(account: string): readonly Pair[] {
    return Object.values(people).flatMap(({ caller: { principal } }) => {
      const name = this.#nameOf(principal);
      return name === undefined ? [] : [[principal, `arn:aws:iam::${account}:user/${this.#prefix}${name}`] as Pair];
    });
  }

  #nameOf(principal: string): string | undefined {
    const [name, person] = Object.entries(people).find(([, { caller }]) => caller.principal === principal) ?? [];
    return person?.declaration && accountOf(principal) === ACCOUNT ? name : undefined;
  }

  async #make(name: string, { declaration }: Person): Promise<Credentials> {
    const UserName = `${this.#prefix}${name}`;
    await this.#must('CreateUser', { UserName, Tags: [{ Key: TAG, Value: this.#run }] });
    for (const [PolicyName, document] of Object.entries(declaration?.policies ?? {}))
      await this.#must('PutUserPolicy', { UserName, PolicyName, PolicyDocument: JSON.stringify(document) });
    const { AccessKey } = await this.#must('CreateAccessKey', { UserName });
    const { AccessKeyId, SecretAccessKey } = AccessKey as { AccessKeyId: string; SecretAccessKey: string };
    await new Promise((resolve) => setTimeout(resolve, this.#spreadingMs));
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  }

  async #must(operation: string, input: Readonly<Record<string, unknown>>) {
    const told = await this.#owner('iam', operation, input);
    if (!told.ok)
      throw new EngineError(
        `iam:${operation} for a person of the scenarios: ${told.error.code} ${told.error.message ?? ''}`,
      );
    return told.output;
  }
}
