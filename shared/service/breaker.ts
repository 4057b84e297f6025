import CircuitBreaker from 'opossum';
import { isAppError, kindOf } from '../errors/app-error.ts';
import { counter, gauge, histogram } from '../telemetry/metrics.ts';

const states = ['closed', 'open', 'half_open'] as const;
const events = ['fire', 'success', 'failure', 'timeout', 'reject', 'semaphore_locked', 'open'] as const;
const stateGauge = gauge('circuit_breaker_state');
const eventCounter = counter('circuit_breaker_events_total');
const latency = histogram('circuit_breaker_latency_seconds');

export type BreakerOptions = Readonly<{
  /** Provider and operation, from a closed list: `openai.suggest`. */
  name: string;
  timeoutMs: number;
  resetMs?: number;
  /** Calls at once; more are refused. */
  capacity?: number;
}>;

const current = new Map<string, (typeof states)[number]>();

/** Of this process, as of now. */
export const breakersNow = (): { name: string; state: (typeof states)[number] }[] => [...current].map(([name, state]) => ({ name, state }));

const publishState = (breaker: string, now: (typeof states)[number]): void => {
  current.set(breaker, now);
  for (const state of states) stateGauge.set({ breaker, state }, state === now ? 1 : 0);
};

const observe = (circuit: CircuitBreaker, name: string): void => {
  for (const event of events) eventCounter.inc({ breaker: name, event }, 0);
  latency.zero({ breaker: name });
  publishState(name, 'closed');
  circuit.on('open', () => {
    publishState(name, 'open');
    eventCounter.inc({ breaker: name, event: 'open' });
  });
  circuit.on('halfOpen', () => publishState(name, 'half_open'));
  circuit.on('close', () => publishState(name, 'closed'));
  circuit.on('fire', () => eventCounter.inc({ breaker: name, event: 'fire' }));
  circuit.on('timeout', () => eventCounter.inc({ breaker: name, event: 'timeout' }));
  circuit.on('reject', () => eventCounter.inc({ breaker: name, event: 'reject' }));
  circuit.on('semaphoreLocked', () => eventCounter.inc({ breaker: name, event: 'semaphore_locked' }));
  circuit.on('success', (_result: unknown, ms: number) => {
    eventCounter.inc({ breaker: name, event: 'success' });
    latency.observe({ breaker: name }, ms / 1_000);
  });
  circuit.on('failure', () => eventCounter.inc({ breaker: name, event: 'failure' }));
};

/** The caller's own mistakes say nothing about the provider's health. */
const callersFault = (error: unknown): boolean =>
  isAppError(error) && kindOf(error.code) !== 'unavailable' && kindOf(error.code) !== 'internal';

/**
 * One breaker per provider and operation, made once per process. `work` gets an AbortSignal that fires at the time limit:
 * the breaker's own limit stops the waiting, the signal stops the work. Opens at half of at least ten calls failed, tries again after 10 s.
 */
export const breaker = <I, O>(options: BreakerOptions, work: (input: I, signal: AbortSignal) => Promise<O>): ((input: I) => Promise<O>) => {
  const circuit = new CircuitBreaker((input: I) => work(input, AbortSignal.timeout(options.timeoutMs)), {
    name: options.name,
    timeout: options.timeoutMs + 250,
    resetTimeout: options.resetMs ?? 10_000,
    volumeThreshold: 10,
    errorThresholdPercentage: 50,
    capacity: options.capacity ?? 20,
    errorFilter: callersFault,
  });
  observe(circuit as unknown as CircuitBreaker, options.name);
  return (input) => circuit.fire(input) as Promise<O>;
};
