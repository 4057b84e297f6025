import type { SeriesCase, Shape } from './alert.ts';

export type Phase = Readonly<{ health: 'broken' | 'well' | 'idle'; steps: number }>;

const rounded = (value: number): number => Number(value.toFixed(6));

/** Written in promtool's notation; a counter goes on from where its last phase left it. */
export function valuesOf(one: SeriesCase, phases: readonly Phase[], secondsPerStep: number): string {
  let last: number = one.start ?? 0;
  let elapsed = 0;
  const parts: string[] = [];
  for (const { health, steps } of phases) {
    const shape = shapeOf(one, health);
    const first = firstOf(shape, { last, elapsed, secondsPerStep, begins: elapsed === 0 });
    const step = stepOf(shape, secondsPerStep);
    parts.push(shape === 'absent' ? absent(steps, elapsed > 0) : sequence(first, step, steps));
    last = rounded(first + step * (steps - 1));
    elapsed += steps;
  }
  return parts.join(' ');
}

export const shapeOf = (one: SeriesCase, health: Phase['health']): Shape => (health === 'idle' ? (one.idle ?? one.well) : one[health]);

type Moment = Readonly<{ last: number; elapsed: number; secondsPerStep: number; begins: boolean }>;

function firstOf(shape: Shape, { last, elapsed, secondsPerStep, begins }: Moment): number {
  if (shape === 'now') return elapsed * secondsPerStep;
  if (shape === 'stopped' || shape === 'absent') return last;
  if ('level' in shape) return shape.level;
  return begins ? last : rounded(last + shape.step);
}

const stepOf = (shape: Shape, secondsPerStep: number): number =>
  shape === 'now' ? secondsPerStep : typeof shape === 'object' && 'step' in shape ? shape.step : 0;

const sequence = (first: number, step: number, steps: number): string =>
  steps === 1 ? String(first) : `${first}${step < 0 ? '-' : '+'}${Math.abs(step)}x${steps - 1}`;

/** Without the marker a series that ends is still seen for five minutes. */
const absent = (steps: number, existed: boolean): string => (existed ? `stale _x${steps - 1}` : `_x${steps}`);
