import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

type Value = { stringValue?: string; intValue?: string | number; boolValue?: boolean; doubleValue?: number };
type Attribute = { key: string; value: Value };
type RawSpan = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes?: Attribute[];
  links?: { traceId: string; spanId: string }[];
  status?: { code?: number };
};
type Export = {
  resourceSpans?: { resource?: { attributes?: Attribute[] }; scopeSpans?: { scope?: { name?: string }; spans?: RawSpan[] }[] }[];
};

export type Span = Readonly<{
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: number;
  service: string;
  scope: string;
  attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  links: readonly Readonly<{ traceId: string; spanId: string }>[];
  failed: boolean;
}>;

export type OtlpReceiver = Readonly<{ url: string; spans(): readonly Span[]; close(): Promise<void> }>;

/** What a service needs to send every one of its spans there. */
export const tracedTo = ({ url }: OtlpReceiver): Readonly<Record<string, string>> => ({
  OTEL_SDK_DISABLED: 'false',
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  OTEL_TRACES_SAMPLER_ARG: '1',
});

const valueOf = ({ stringValue, intValue, boolValue, doubleValue }: Value): string | number | boolean | undefined =>
  stringValue ?? (intValue === undefined ? (boolValue ?? doubleValue) : Number(intValue));

const flatten = (attributes: readonly Attribute[] = []): Span['attributes'] =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));

const spansOf = ({ resourceSpans = [] }: Export): Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const service = String(flatten(resource?.attributes)['service.name'] ?? '');
    return scopeSpans.flatMap(({ scope, spans = [] }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId ?? '',
        name: span.name,
        kind: span.kind,
        service,
        scope: scope?.name ?? '',
        attributes: flatten(span.attributes),
        links: span.links ?? [],
        failed: span.status?.code === 2,
      })),
    );
  });

/** A collector of this test alone: takes OTLP over HTTP as JSON and keeps every span. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    spans.push(...spansOf((await json(request)) as Export));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: () => spans,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
