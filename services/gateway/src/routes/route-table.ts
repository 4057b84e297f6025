import type { ActionContract, HttpMethod } from '@crm-gtd/shared/contracts/define.ts';
import type { Access } from '@crm-gtd/shared/contracts/permissions.ts';
import { allActions } from '@crm-gtd/shared/contracts/registry.ts';
import { AppError } from '@crm-gtd/shared/errors/app-error.ts';

export const apiBase = '/api/v1';

/** One way in. Tests of the whole surface (roles, two tenants, documents) walk this list, so nothing may be reachable beside it. */
export type Route = Readonly<{
  method: HttpMethod;
  /** Below `/api/v1`, with `{parameters}`. */
  path: string;
  permission: Access;
  /** Absent for the few routes that are no action: the event stream, webhooks, documents. */
  contract: ActionContract | undefined;
}>;

const plain = (method: HttpMethod, path: string, permission: Route['permission']): Route => ({
  method,
  path,
  permission,
  contract: undefined,
});

export const eventStreamRoute = plain('GET', '/events', 'gateway.events:read');
/** An upgrade to a WebSocket, which passes beside the dispatcher: as a plain request it leads nowhere, for those who may as well. */
export const consoleRoute = plain('GET', '/ws/terminal', 'operator');
export const webhookRoute = plain('POST', '/billing/webhooks/{provider}', 'public');
export const openApiRoute = plain('GET', '/openapi.json', 'public');

export const routesOf = (actions: readonly ActionContract[]): readonly Route[] =>
  actions.flatMap((contract) => (contract.http ? [{ ...contract.http, permission: contract.permission, contract }] : []));

export const allRoutes: readonly Route[] = [...routesOf(allActions), eventStreamRoute, consoleRoute, webhookRoute, openApiRoute];

export const parameterNames = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string);

export type Match = Readonly<{ route: Route; params: Readonly<Record<string, string>> }>;
export type Miss = Readonly<{ allowed: readonly HttpMethod[] }>;

/** What a route's place in the tree keeps of it. */
type Planted = Readonly<{ route: Route; names: readonly string[] }>;
type Node = { fixed: Map<string, Node>; open: Node | undefined; routes: Map<string, Planted> };
const newNode = (): Node => ({ fixed: new Map(), open: undefined, routes: new Map() });

const childOf = (node: Node, segment: string): Node => {
  if (segment.startsWith('{')) {
    node.open ??= newNode();
    return node.open;
  }
  const found = node.fixed.get(segment) ?? newNode();
  node.fixed.set(segment, found);
  return found;
};

const plant = (root: Node, route: Route): void => {
  const node = route.path.slice(1).split('/').reduce(childOf, root);
  if (node.routes.has(route.method)) throw new Error(`Two routes for ${route.method} ${route.path}`);
  node.routes.set(route.method, { route, names: parameterNames(route.path) });
};

/** A fixed segment wins over a parameter, and the walk never goes back: `/tasks/next` is not the task named next. */
const walk = (root: Node, segments: readonly string[]): { node: Node; values: string[] } | undefined => {
  const values: string[] = [];
  let node: Node | undefined = root;
  for (const segment of segments) {
    const fixed: Node | undefined = node.fixed.get(segment);
    if (!fixed) values.push(segment);
    node = fixed ?? (segment === '' ? undefined : node.open);
    if (!node) return undefined;
  }
  return node.routes.size === 0 ? undefined : { node, values };
};

const decoded = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new AppError('REQUEST_INVALID', { errors: [{ path: '', code: 'malformed_path', message: 'malformed_path' }] });
  }
};

export type RouteTable = Readonly<{ match(method: string, path: string): Match | Miss | undefined }>;

/** Finds a route in as many steps as the path has segments, however many routes there are. HEAD is GET without its body. */
export const routeTable = (routes: readonly Route[]): RouteTable => {
  const root = newNode();
  for (const route of routes) plant(root, route);
  return {
    match: (method, path) => {
      const found = walk(root, path.slice(1).split('/'));
      if (!found) return undefined;
      const planted = found.node.routes.get(method === 'HEAD' ? 'GET' : method);
      if (!planted) return { allowed: [...found.node.routes.keys()] as HttpMethod[] };
      const { route, names } = planted;
      return { route, params: Object.fromEntries(names.map((name, at) => [name, decoded(found.values[at] ?? '')])) };
    },
  };
};

export const isMatch = (found: Match | Miss): found is Match => 'route' in found;
