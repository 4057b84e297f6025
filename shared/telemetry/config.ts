/** Read before any service's own configuration, because telemetry must be loaded before what it wraps. Standard OpenTelemetry names. */
export type TelemetryEnv = Readonly<{
  disabled: boolean;
  service: string;
  version: string;
  endpoint: string | undefined;
  protocol: string;
  ratio: number;
  env: string;
}>;

const env = process.env;
const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? (env['NODE_ENV'] === 'production' ? 0.1 : 1));

export const telemetryEnv: TelemetryEnv = {
  disabled: env['OTEL_SDK_DISABLED'] === 'true',
  service: env['OTEL_SERVICE_NAME'] ?? 'unknown',
  version: env['SERVICE_VERSION'] ?? '0.0.0',
  endpoint: env['OTEL_EXPORTER_OTLP_ENDPOINT'] || undefined,
  protocol: env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? 'http/protobuf',
  ratio: Number.isFinite(ratio) && ratio >= 0 && ratio <= 1 ? ratio : 1,
  env: env['NODE_ENV'] ?? 'production',
};
