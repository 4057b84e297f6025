/** Bounds of histograms. Non-integer on purpose: Prometheus 3 rewrites integer `le` values, which would break recorded rules. */
export const buckets = {
  short: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.05, 2.5, 5.05, 7.5, 10.05],
  database: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.05, 5.05, 10.05],
  eventAge: [0.05, 0.1, 0.25, 0.5, 1.05, 2.5, 7.5, 30.5, 120.5, 600.5],
  /** One kilobyte, an ordinary page, a large page, the body limit of JSON. */
  bytes: [1_024.5, 16_384.5, 131_072.5, 1_048_576.5],
  /** From a minute to a month. */
  itemAge: [60.5, 600.5, 3_600.5, 28_800.5, 86_400.5, 259_200.5, 604_800.5, 2_592_000.5],
  /** Google's bounds of good and poor for the three timings, and steps around them. */
  webTiming: [0.1, 0.2, 0.5, 0.8, 1.8, 2.5, 4.05, 10.05],
  layoutShift: [0.01, 0.05, 0.1, 0.25, 0.5],
  /** What prom-client gives its own garbage collection histogram. */
  garbageCollection: [0.001, 0.01, 0.1, 1, 2, 5],
} as const satisfies Record<string, readonly number[]>;

export type BucketName = keyof typeof buckets;
