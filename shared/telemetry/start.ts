import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ParentBasedSampler, type SpanExporter, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { TelemetryEnv } from './config.ts';

/** Health and metrics are asked every few seconds and tell nothing; the event stream stays open for hours. */
const unseen = /^\/(metrics|health)|\/events(\?|$)/;

const exporterOf = ({ endpoint, protocol }: TelemetryEnv): SpanExporter | undefined => {
  if (!endpoint) return undefined;
  const url = `${endpoint.replace(/\/$/, '')}/v1/traces`;
  return protocol === 'http/json' ? new JsonExporter({ url }) : new ProtoExporter({ url });
};

/** Outbox pollers would make a trace of their own every second: pg and redis speak only inside a trace. Express is left out: its layers are noise, and the gateway names the route itself. */
const instrumentations = () => [
  new HttpInstrumentation({ ignoreIncomingRequestHook: (request) => unseen.test(request.url ?? ''), requireParentforOutgoingSpans: true }),
  new PgInstrumentation({ requireParentSpan: true }),
  new IORedisInstrumentation({ requireParentSpan: true }),
  new UndiciInstrumentation({ requireParentforSpans: true }),
];

let sdk: NodeSDK | undefined;

export const startTelemetry = (env: TelemetryEnv): void => {
  const exporter = exporterOf(env);
  sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': env.service, 'service.version': env.version, 'deployment.environment.name': env.env }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(env.ratio) }),
    spanProcessors: exporter ? [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500 })] : [],
    // Figures and logs have ways of their own. Left out, the SDK would send both to a collector on this machine, and wait for one at the end.
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: instrumentations(),
  });
  sdk.start();
};

export const stopTelemetry = async (): Promise<void> => {
  await sdk?.shutdown();
  sdk = undefined;
};
