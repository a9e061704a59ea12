/** Accounts and Regions that a session has touched: where there may be something to see. */
import type { AnyCall } from '../../../model/call.ts';

/** An account in a Region. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

const REGION = /\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-[a-z]+)+-\d(?![a-z\d])/g;

/** The account of a principal; undefined for anonymous callers and services. */
export const accountOf = (principal: string): string | undefined => /::(\d{12}):/.exec(principal)?.[1];

/** Collects places. */
export class Places {
  readonly #known = new Map<string, Place>();

  /** Takes note of where a call may leave something; true if a place is new. */
  learn(call: AnyCall): boolean {
    const account = accountOf(call.caller.principal);
    if (account === undefined) return false;
    const before = this.#known.size;
    for (const region of regionsOf(call)) this.#known.set(`${account}/${region}`, { account, region });
    return this.#known.size > before;
  }

  /** Those in which a call may change something of its account. */
  of(call: AnyCall): readonly Place[] {
    const account = accountOf(call.caller.principal);
    const regions = regionsOf(call);
    return this.all().filter((place) => place.account === account && regions.includes(place.region));
  }

  /** All of them, in the order of their discovery. */
  all(): readonly Place[] {
    return [...this.#known.values()];
  }

  /** The accounts. */
  accounts(): readonly string[] {
    return [...new Set(this.all().map(({ account }) => account))];
  }
}

/** The Region of a call, and those that its input names: of a replica, of the source of a copy. */
const regionsOf = (call: AnyCall): readonly string[] => [
  call.region,
  ...textsIn(call.input).flatMap((text) => text.match(REGION) ?? []),
];

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < 2048 ? [value] : [];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(textsIn);
}
