/**
 * Preloaded with `--import` before anything else of a service, so that http, pg and ioredis are wrapped when they are first loaded.
 * OTEL_SDK_DISABLED=true leaves the process without telemetry and otherwise the same.
 */
const { telemetryEnv } = await import('./config.ts');

if (!telemetryEnv.disabled) {
  const { startTelemetry } = await import('./start.ts');
  await startTelemetry(telemetryEnv);
}
