import { createRequire, syncBuiltinESMExports } from 'node:module';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TelemetryEnv } from './config.ts';
import { onlyWhenRecorded } from './only-when-recorded.ts';

/** Loaded only where a collector is named: the exporters take more memory than everything else here. */
const exporterOf = async ({ endpoint, protocol }: TelemetryEnv): Promise<SpanExporter | undefined> => {
  if (!endpoint) return undefined;
  const json = protocol === 'http/json';
  const { OTLPTraceExporter } = await (json
    ? import('@opentelemetry/exporter-trace-otlp-http')
    : import('@opentelemetry/exporter-trace-otlp-proto'));
  return new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
};

/**
 * Outbox pollers would make a trace of their own every second: pg and redis speak only inside a trace. Requests that come in get
 * their span from server-span.ts, and Express is left out: its layers are noise, and the gateway names the route itself.
 */
const instrumentations = () => [
  new HttpInstrumentation({ disableIncomingRequestInstrumentation: true, requireParentforOutgoingSpans: true }),
  new PgInstrumentation({ requireParentSpan: true, ignoreConnectSpans: true }),
  new IORedisInstrumentation({ requireParentSpan: true }),
  new UndiciInstrumentation({ requireParentforSpans: true }),
];

type Prototyped = { readonly prototype: object };

/**
 * Loads what is instrumented as CommonJS, where the instrumentations see it; what ES modules import later is the same thing.
 * This needs no hook into the loading of ES modules, which would cost each service a thread, 40 MB and a slower start.
 */
const loadInstrumented = (): void => {
  const require = createRequire(import.meta.url);
  for (const builtin of ['node:http', 'node:https']) require(builtin);
  syncBuiltinESMExports();
  const { Client, Pool } = require('pg') as Record<'Client' | 'Pool', Prototyped>;
  const { Redis } = require('ioredis') as Record<'Redis', Prototyped>;
  onlyWhenRecorded(Client.prototype, 'query');
  onlyWhenRecorded(Object.getPrototypeOf(Pool.prototype) as object, 'connect');
  onlyWhenRecorded(Redis.prototype, 'sendCommand');
};

let provider: TracerProvider | undefined;

export const startTelemetry = async (env: TelemetryEnv): Promise<void> => {
  const exporter = await exporterOf(env);
  const named = resourceFromAttributes({
    'service.name': env.service,
    'service.version': env.version,
    'deployment.environment.name': env.env,
  });
  provider = new TracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(named),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(env.ratio) }),
    spanProcessors: exporter ? [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500 })] : [],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }));
  trace.setGlobalTracerProvider(provider);
  registerInstrumentations({ tracerProvider: provider, instrumentations: instrumentations() });
  loadInstrumented();
};

export const stopTelemetry = async (): Promise<void> => {
  await provider?.shutdown();
  provider = undefined;
};
