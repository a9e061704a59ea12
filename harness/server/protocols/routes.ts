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
export type Router = (request: WireRequest, belongs?: (operation: OperationSchema) => boolean) => Routed | undefined;

/** Makes the router of a service. */
export function routerOf(schema: ServiceSchema): Router {
  const byMethod = new Map<string, Route[]>();
  for (const operation of schema.operations.values()) {
    const route = routeOf(operation);
    byMethod.set(route.method, [...(byMethod.get(route.method) ?? []), route]);
  }
  for (const routes of byMethod.values()) routes.sort((a, b) => weight(b) - weight(a));
  return (request, belongs = () => true) => {
    const query = queryOf(request.query);
    const found: Routed[] = [];
    for (const route of byMethod.get(request.method) ?? []) {
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

/** The parameters of a query string by name. */
export function queryOf(query: string): QueryParameters {
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

function fits(route: Route, { headers }: WireRequest, query: QueryParameters): boolean {
  const { literals, requiredQuery, requiredHeaders } = route;
  return (
    literals.every(([name, value]) => (value === undefined ? query.has(name) : query.get(name)?.[0] === value)) &&
    requiredQuery.every((name) => query.has(name)) &&
    // A required header tells CopyObject from PutObject; behind ?attributes it is merely missing.
    (literals.length > 0 || requiredHeaders.every((name) => name in headers))
  );
}
