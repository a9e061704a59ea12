/** Which operation a REST request means: method, path, and the query parameters and headers that tell operations apart. */
import { type Labels, matchPath, type QueryParameters } from './bindings.ts';
import { parseQuery, type WireRequest } from './message.ts';
import { membersOf, type OperationSchema, type ServiceSchema, traitsOf } from './schema.ts';

/** One operation's way in. */
interface Route {
  readonly operation: OperationSchema;
  readonly method: string;
  readonly pattern: readonly string[];
  /** Query parameters that the path's pattern names; an undefined value may be any. */
  readonly literals: readonly (readonly [name: string, value: string | undefined])[];
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** The SDK's hint; other clients do not send it. */
  readonly hint: string | undefined;
}

/** A request that found its operation. */
export interface Routed {
  readonly operation: OperationSchema;
  readonly labels: Labels;
  readonly query: QueryParameters;
}

/** Finds the operation of a request. `belongs` narrows the choice (S3: with or without a bucket). */
export type Router = (request: RequestHead, belongs?: (operation: OperationSchema) => boolean) => Routed | undefined;

/** All of a request but its body. */
type RequestHead = Omit<WireRequest, 'body'>;

/** Makes the router of a service. */
export function routerOf(schema: ServiceSchema): Router {
  const byMethod = new Map<string, Route[]>();
  for (const operation of schema.operations.values()) {
    const route = routeOf(operation);
    byMethod.set(route.method, [...(byMethod.get(route.method) ?? []), route]);
  }
  const choices = new Map(
    [...byMethod].map(([method, routes]) => [method, choiceOf(routes.map(askingNoMore(routes)))]),
  );
  return (request, belongs = () => true) => {
    const query = queryOf(request.query);
    const found: Routed[] = [];
    for (const route of candidates(choices.get(request.method), query)) {
      if (!belongs(route.operation) || !fits(route, request, query)) continue;
      const labels = matchPath(route.pattern, request.path);
      if (!labels) continue;
      const routed = { operation: route.operation, labels, query };
      if (route.hint !== undefined && query.get('x-id')?.[0] === route.hint) return routed;
      found.push(routed);
    }
    return found[0];
  };
}

/** Parameters tell apart what shares a path. Elsewhere one that is needed and missing is the operation's to refuse. */
const askingNoMore =
  (routes: readonly Route[]) =>
  (route: Route): Route =>
    routes.some((other) => other !== route && shapeOf(other) === shapeOf(route))
      ? route
      : { ...route, requiredQuery: [], requiredHeaders: [] };

/** Of a path, whatever its labels are called. */
const shapeOf = ({ pattern }: Route): string => pattern.map((part) => part.replace(/^\{.*\}$/, '{}')).join('/');

/** The routes of a method. */
interface Choice {
  readonly all: readonly Route[];
  /** Those that ask for no query parameter: which is most requests' and few of S3's routes. */
  readonly plain: readonly Route[];
  /** The query parameters that any of the others asks for. */
  readonly asked: ReadonlySet<string>;
}

function choiceOf(routes: readonly Route[]): Choice {
  const all = [...routes].sort((a, b) => weight(b) - weight(a));
  const asked = ({ literals, requiredQuery }: Route) => [...literals.map(([name]) => name), ...requiredQuery];
  return { all, plain: all.filter((route) => asked(route).length === 0), asked: new Set(all.flatMap(asked)) };
}

function candidates(choice: Choice | undefined, query: QueryParameters): readonly Route[] {
  if (!choice) return [];
  for (const name of query.keys()) if (choice.asked.has(name)) return choice.all;
  return choice.plain;
}

const NO_PARAMETERS: QueryParameters = new Map();

/** The parameters of a query string by name. */
export function queryOf(query: string): QueryParameters {
  if (query === '') return NO_PARAMETERS;
  const parameters = new Map<string, string[]>();
  for (const [name, value] of parseQuery(query)) {
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

function routeOf(operation: OperationSchema): Route {
  const [method, uri] = operation.http!;
  const [path = '', query = ''] = uri.split('?');
  const pairs = parseQuery(query);
  const required = membersOf(operation.input).filter(([name]) => operation.required.has(name));
  const named = (trait: 'httpQuery' | 'httpHeader') =>
    required.map(([, member]) => traitsOf(member)[trait]).filter((name) => name !== undefined);
  return {
    operation,
    method,
    pattern: path.slice(1).split('/'),
    literals: pairs.filter(([name]) => name !== 'x-id').map(([name, value]) => [name, value || undefined] as const),
    requiredQuery: named('httpQuery'),
    requiredHeaders: named('httpHeader').map((name) => name.toLowerCase()),
    hint: pairs.find(([name]) => name === 'x-id')?.[1],
  };
}

/** Routes that ask for more come first. */
const weight = ({ pattern, literals, requiredQuery, requiredHeaders }: Route): number =>
  literals.length * 1000 + requiredQuery.length * 100 + requiredHeaders.length * 10 + pattern.length;

function fits(route: Route, { headers }: RequestHead, query: QueryParameters): boolean {
  const { literals, requiredQuery, requiredHeaders } = route;
  return (
    literals.every(([name, value]) => (value === undefined ? query.has(name) : query.get(name)?.[0] === value)) &&
    requiredQuery.every((name) => query.has(name)) &&
    // A required header tells CopyObject from PutObject; behind ?attributes it is merely missing.
    (literals.length > 0 || requiredHeaders.every((name) => name in headers))
  );
}
