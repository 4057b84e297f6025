import { parser } from '@prometheus-io/lezer-promql';

/** One place where a query names a metric, with its matchers as written. */
export type Selector = Readonly<{ metric: string; matchers: readonly string[]; range: string | undefined }>;

/** What Grafana puts in for its variables, so that the query can be parsed, and asked. */
export const expand = (expr: string, rateInterval = '30s', range = '5m'): string =>
  expr
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__range', range)
    .replaceAll(/\$(service|instance)\b/g, '.*');

type Node = ReturnType<typeof parser.parse>['topNode'];

const textOf = (source: string, node: Node | null): string => (node ? source.slice(node.from, node.to) : '');

/** The grammar recovers from mistakes; a query with one is refused here. */
export function parsePromql(expr: string): Node {
  const source = expand(expr);
  const { topNode } = parser.parse(source);
  const faults: string[] = [];
  topNode.cursor().iterate((node) => {
    if (node.type.isError) faults.push(`at ${node.from}: ${source.slice(Math.max(0, node.from - 20), node.to + 10)}`);
  });
  if (faults.length > 0) throw new Error(`Not PromQL: ${expr}\n${faults.join('\n')}`);
  return topNode;
}

const descendants = (node: Node, name: string): Node[] => {
  const found: Node[] = [];
  node.cursor().iterate((one) => {
    if (one.name === name) found.push(one.node);
  });
  return found;
};

/** `rate(x[5m])`: the selector lies inside a matrix selector that names the range. */
const rangeOf = (source: string, selector: Node): string | undefined => {
  const parent = selector.parent;
  if (parent?.name !== 'MatrixSelector') return undefined;
  return source.slice(selector.to, parent.to).replaceAll(/[[\]\s]/g, '');
};

export function selectorsOf(expr: string): Selector[] {
  const top = parsePromql(expr);
  const source = expand(expr);
  return descendants(top, 'VectorSelector').map((node) => ({
    metric: textOf(source, node.getChild('Identifier')),
    matchers: descendants(node, 'UnquotedLabelMatcher').map((matcher) => textOf(source, matcher)),
    range: rangeOf(source, node),
  }));
}

export type Call = Readonly<{ name: string; argument: string }>;

export function callsOf(expr: string): Call[] {
  const source = expand(expr);
  return descendants(parsePromql(expr), 'FunctionCall').map((node) => ({
    name: textOf(source, node.getChild('FunctionIdentifier')),
    argument: textOf(source, node.getChild('FunctionCallBody')),
  }));
}

/** Aggregations and what they aggregate: a counter has to be rated before. */
export function aggregationsOf(expr: string): string[] {
  const source = expand(expr);
  return descendants(parsePromql(expr), 'AggregateExpr').map((node) => textOf(source, node));
}
