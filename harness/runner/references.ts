/** Resolving planned values: references become what they stand for at the moment of the call. */
import { fromUtf8, hex } from '../../model/bytes.ts';
import { wrapKeyMaterial } from '../../model/crypto/wrapping.ts';
import { Random, seedState } from '../../model/random.ts';
import { type Duration, durationMs } from '../../model/step.ts';
import type { PartOfBytes, PlannedValue, WrappedMaterial } from '../../scenarios/contract.ts';
import { type Registry, readPath } from './registry.ts';

/** What a reference gives that leads nowhere: the call it stands in is dropped. */
export const UNRESOLVED = Symbol('unresolved');

/** What references are resolved against. */
export interface Scope {
  readonly registry: Registry;
  readonly nowMs: number;
}

/** The value without references; undefined where a thing lacks the facet; UNRESOLVED if any part leads nowhere. */
export function resolve(value: PlannedValue, scope: Scope): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return resolveList(value as readonly PlannedValue[], scope);
  const members = value as { readonly [member: string]: PlannedValue };
  if ('$ref' in members) return resolveNamed(String(members.$ref), scope);
  if ('$any' in members) return resolveNumbered(members, scope);
  if ('$text' in members) return resolveText(members.$text as readonly PlannedValue[], scope);
  if ('$json' in members) return resolveJson(members.$json as PlannedValue, scope);
  if ('$wrap' in members) return resolveWrapped(members.$wrap as WrappedMaterial['$wrap'], scope);
  if ('$part' in members) return resolvePart(members.$part as PartOfBytes['$part'], scope);
  if ('$now' in members) return scope.nowMs + durationMs(members.$now as Duration);
  return resolveMembers(members, scope);
}

function resolveList(list: readonly PlannedValue[], scope: Scope): unknown {
  const resolved: unknown[] = [];
  for (const item of list) {
    const value = resolve(item, scope);
    if (value === UNRESOLVED) return UNRESOLVED;
    if (value !== undefined) resolved.push(value);
  }
  return resolved;
}

function resolveMembers(members: { readonly [member: string]: PlannedValue }, scope: Scope): unknown {
  const resolved: Record<string, unknown> = {};
  for (const name of Object.keys(members)) {
    const value = resolve(members[name] as PlannedValue, scope);
    if (value === UNRESOLVED) return UNRESOLVED;
    if (value !== undefined) resolved[name] = value;
  }
  return resolved;
}

function resolveNamed(path: string, { registry }: Scope): unknown {
  const [name = '', ...rest] = path.split('.');
  const output = registry.outputs.get(name);
  return output === undefined ? UNRESOLVED : (readPath(output, rest) ?? UNRESOLVED);
}

function resolveNumbered(members: { readonly [member: string]: PlannedValue }, { registry }: Scope): unknown {
  const thing = registry.pick(String(members.$any), Number(members.n));
  if (!thing) return UNRESOLVED;
  return members.give === undefined ? thing.id : thing.facets[String(members.give)];
}

function resolveText(parts: readonly PlannedValue[], scope: Scope): unknown {
  const resolved = parts.map((part) => resolve(part, scope));
  return resolved.includes(UNRESOLVED) ? UNRESOLVED : resolved.map(asText).join('');
}

function resolveJson(document: PlannedValue, scope: Scope): unknown {
  const resolved = resolve(document, scope);
  return resolved === UNRESOLVED ? UNRESOLVED : JSON.stringify(resolved);
}

/** Wraps as the owner of the material would; the chance in it follows from the material, so that runs repeat. */
function resolveWrapped(wanted: WrappedMaterial['$wrap'], scope: Scope): unknown {
  const material = resolve(wanted.material, scope);
  const publicKey = resolve(wanted.publicKey, scope);
  if (!(material instanceof Uint8Array) || !(publicKey instanceof Uint8Array)) return UNRESOLVED;
  const random = new Random(seedState(hex(material)));
  return wrapKeyMaterial(publicKey, wanted.algorithm, material, (lengthBytes) => random.bytes(lengthBytes));
}

function resolvePart({ of, from, to }: PartOfBytes['$part'], scope: Scope): unknown {
  const whole = resolve(of, scope);
  return whole instanceof Uint8Array ? whole.slice(from, to) : UNRESOLVED;
}

const asText = (value: unknown): string => (value instanceof Uint8Array ? fromUtf8(value) : String(value ?? ''));
