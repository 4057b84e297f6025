/** What a writer asks for. The name says which effect in the database answers for it. */
export const writeKinds = ['contact.create', 'deal.create', 'deal.move', 'deal.win', 'task.create', 'task.complete'] as const;
export type WriteKind = (typeof writeKinds)[number];

/** `unknown`: no answer after every repetition, so both having and not having the effect is right. `refused`: it must have none. */
export type Outcome = 'ok' | 'unknown' | 'refused';

export type Write = Readonly<{
  /** `<writer>-<counter>`; also the Idempotency-Key of all its attempts. */
  id: string;
  kind: WriteKind;
  /** Under which name the effect is found: the marked title of a new thing, the id of a changed one. */
  ref: string;
  invokedMs: number;
  endedMs: number;
  attempts: number;
  outcome: Outcome;
}>;

/** One row or event that a write left behind. */
export type Sighting = Readonly<{ kind: WriteKind; ref: string }>;

/** How often an event had one of the effects it must have once. */
export type EffectCount = Readonly<{ effect: string; cause: string; count: number }>;

/** An event as it lies in its stream, in the stream's order. */
export type Told = Readonly<{ id: string; aggregate: string; sequence: number }>;

export type Evidence = Readonly<{
  writes: readonly Write[];
  sightings: readonly Sighting[];
  effects: readonly EffectCount[];
  told: readonly Told[];
}>;

/** Acknowledged writes without their effect, by where in the writer's life they lie. A hole in the middle is the gravest. */
export type Lost = Readonly<{ prefix: number; middle: number; suffix: number }>;

export type Finding = Readonly<{
  attempts: number;
  acked: number;
  unknown: number;
  refused: number;
  seen: number;
  lost: Lost;
  /** Unknown to the writer and there nevertheless: fine. */
  recovered: number;
  unexpected: number;
  duplicates: number;
  lostEffects: number;
  duplicateEffects: number;
  reordered: number;
  /** The first few faults in words. */
  examples: readonly string[];
}>;

const keyOf = ({ kind, ref }: Sighting): string => `${kind} ${ref}`;

/** Compares what the writers were told with what is there after everything has come to rest. */
export function examine({ writes, sightings, effects, told }: Evidence): Finding {
  const seen = tally(sightings.map(keyOf));
  const known = new Map(writes.map((write) => [keyOf(write), write]));
  const has = (write: Write): boolean => seen.has(keyOf(write));
  const missing = writes.filter((write) => write.outcome === 'ok' && !has(write));
  const strangers = [...seen.keys()].filter((key) => !known.has(key) || known.get(key)?.outcome === 'refused');
  const repeated = [...seen].filter(([key, count]) => count > 1 && known.has(key));
  const lateFirst = inversions(told);
  const tooFew = effects.filter(({ count }) => count === 0);
  const tooMany = effects.filter(({ count }) => count > 1);
  return {
    attempts: writes.reduce((sum, { attempts }) => sum + attempts, 0),
    acked: writes.filter(({ outcome }) => outcome === 'ok').length,
    unknown: writes.filter(({ outcome }) => outcome === 'unknown').length,
    refused: writes.filter(({ outcome }) => outcome === 'refused').length,
    seen: seen.size,
    lost: places(missing, writes.filter(has)),
    recovered: writes.filter((write) => write.outcome === 'unknown' && has(write)).length,
    unexpected: strangers.length,
    duplicates: repeated.length,
    lostEffects: tooFew.length,
    duplicateEffects: tooMany.length,
    reordered: lateFirst.length,
    examples: [
      ...missing.map(({ id, kind, ref }) => `lost ${kind} ${id} (${ref})`),
      ...strangers.map((key) => `unexpected ${key}${known.has(key) ? `, refused as ${known.get(key)?.id}` : ''}`),
      ...repeated.map(([key, count]) => `${count} times ${key}, written as ${known.get(key)?.id}`),
      ...tooFew.map(({ effect, cause }) => `no ${effect} for ${cause}`),
      ...tooMany.map(({ effect, cause, count }) => `${count} of ${effect} for ${cause}`),
      ...lateFirst.map(({ aggregate, sequence }) => `event ${sequence} of ${aggregate} out of order`),
    ].slice(0, 20),
  };
}

function tally(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

const writerOf = ({ id }: Write): string => id.slice(0, id.lastIndexOf('-'));

function places(missing: readonly Write[], there: readonly Write[]): Lost {
  const times = Map.groupBy(there, writerOf);
  const lost = { prefix: 0, middle: 0, suffix: 0 };
  for (const write of missing) {
    const own = (times.get(writerOf(write)) ?? []).map(({ invokedMs }) => invokedMs);
    const before = own.some((time) => time < write.invokedMs);
    const after = own.some((time) => time > write.invokedMs);
    lost[after ? (before ? 'middle' : 'prefix') : 'suffix'] += 1;
  }
  return lost;
}

/** Of an event that lies in the stream more than once only the first counts: consumers know the rest. */
function inversions(told: readonly Told[]): Told[] {
  const last = new Map<string, number>();
  const known = new Set<string>();
  return told.filter(({ id, aggregate, sequence }) => {
    if (known.has(id)) return false;
    known.add(id);
    const expected = (last.get(aggregate) ?? 0) + 1;
    last.set(aggregate, Math.max(sequence, expected - 1));
    return sequence !== expected;
  });
}

/** A number that shows that the fault really happened; a run that broke nothing proves nothing. */
export type Proof = Readonly<{ name: string; count: number }>;

/** Every figure here must be zero. */
export const faultsOf = (finding: Finding): Readonly<Record<'lost' | 'unexpected' | 'duplicate' | 'reordered', number>> => ({
  lost: finding.lost.prefix + finding.lost.middle + finding.lost.suffix + finding.lostEffects,
  unexpected: finding.unexpected,
  duplicate: finding.duplicates + finding.duplicateEffects,
  reordered: finding.reordered,
});

export function isClean(finding: Finding, proofs: readonly Proof[]): boolean {
  const happened = proofs.length > 0 && proofs.every(({ count }) => count > 0);
  return happened && finding.acked > 0 && Object.values(faultsOf(finding)).every((count) => count === 0);
}
