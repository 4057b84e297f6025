import { trace } from '@opentelemetry/api';
import winston from 'winston';
import Transport from 'winston-transport';
import { systemClock } from '../clock.ts';
import { logLines } from './log-lines.ts';
import { counter } from './metrics.ts';
import { redact } from './redact.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/** `event` is a stable dotted code (`relay.publish_failed`): dashboards and runbooks search for it, so it never changes its meaning. */
export type Logger = Readonly<{
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}>;

const traceFields = (): LogFields => {
  const context = trace.getActiveSpan()?.spanContext();
  return context ? { trace_id: context.traceId, span_id: context.spanId, trace_flags: context.traceFlags } : {};
};

/** Error objects become type, message and stack; a stack is for the log only and never leaves in an answer. */
export const errorFields = (error: unknown): LogFields => {
  if (!(error instanceof Error)) return { 'error.type': typeof error, 'error.message': String(error) };
  const code = 'code' in error ? String(error.code) : error.name;
  return { 'error.type': code, 'error.message': error.message, 'error.stack': error.stack };
};

let backend: winston.Logger | undefined;
let base: LogFields = {};

const lines = logLines((text) => void process.stdout.write(text));
process.on('exit', lines.flush);

const bigAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** A replacer would slow down every line for the few that need it. */
const lineOf = (record: LogFields): string => {
  try {
    return JSON.stringify(record);
  } catch {
    return JSON.stringify(record, bigAsText);
  }
};

class Stdout extends Transport {
  override log(record: LogFields, done: () => void): void {
    lines.write(lineOf(record), record['level'] === 'error');
    done();
  }
}

/** One JSON line per record on stdout; nothing is sent from the process, so logging never blocks a request. */
export const configureLogger = ({
  level,
  ...who
}: {
  service: string;
  version: string;
  env: string;
  instance?: string;
  level: string;
}): void => {
  base = who;
  // Without a format of its own winston would sort the keys of each record and write it twice.
  backend = winston.createLogger({ level, format: { transform: (record) => record }, transports: [new Stdout()] });
};

export const setLogLevel = (level: string): void => {
  if (backend) backend.level = level;
};

/** `debug` and back to what the process was started with, while it runs; answers the level that holds now. */
export const toggleDebug = (configured: string): string => {
  const next = backend?.level === 'debug' && configured !== 'debug' ? configured : 'debug';
  setLogLevel(next);
  return next;
};

type Level = 'debug' | 'info' | 'warn' | 'error';
const records = counter('log_records_total');
const recordOf: Readonly<Record<Level, { level: Level }>> = {
  debug: { level: 'debug' },
  info: { level: 'info' },
  warn: { level: 'warn' },
  error: { level: 'error' },
};

const write = (level: Level, event: string, fields: LogFields = {}): void => {
  if (!backend?.isLevelEnabled(level)) return;
  records.inc(recordOf[level]);
  backend.log({ level, timestamp: systemClock.now().toISOString(), message: event, event, ...base, ...traceFields(), ...redact(fields) });
};

export const logger: Logger = {
  debug: (event, fields) => write('debug', event, fields),
  info: (event, fields) => write('info', event, fields),
  warn: (event, fields) => write('warn', event, fields),
  error: (event, fields) => write('error', event, fields),
};
