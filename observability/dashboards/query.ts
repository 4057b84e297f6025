/** PromQL in the words of the boards. Every selector of our services' metrics carries the two variables of the board. */
export type Query = Readonly<{ expr: string; legend: string; exemplars?: true; instant?: true; heatmap?: true }>;

const withLabels = (base: string, labels: string): string => `{${[base, labels].filter(Boolean).join(',')}}`;

/** A metric of our services. */
export const own = (metric: string, labels = ''): string => metric + withLabels('service=~"$service",instance=~"$instance"', labels);

/** A metric of a program beside ours, known by its scrape job. */
export const of = (job: string, metric: string, labels = ''): string => metric + withLabels(`job="${job}"`, labels);

export const rate = (selector: string): string => `rate(${selector}[$__rate_interval])`;
export const increase = (selector: string, window = '$__rate_interval'): string => `increase(${selector}[${window}])`;

export const sum = (expr: string, ...by: string[]): string => (by.length === 0 ? `sum(${expr})` : `sum by (${by.join(', ')}) (${expr})`);
export const max = (expr: string, ...by: string[]): string => (by.length === 0 ? `max(${expr})` : `max by (${by.join(', ')}) (${expr})`);

/** Without it a figure that has never happened is an empty panel instead of a zero. */
export const orZero = (expr: string): string => `(${expr} or vector(0))`;

/** Sum of rates over sum of rates; 0, not nothing, while there is neither. */
export const share = (part: string, whole: string): string =>
  `${orZero(sum(rate(part)))} / clamp_min(${orZero(sum(rate(whole)))}, 0.000001)`;

/** The same for each value of a label, whose series begin at zero by themselves. */
export const shareBy = (by: string, part: string, whole: string): string =>
  `(${sum(rate(part), by)} or 0 * ${sum(rate(whole), by)}) / clamp_min(${sum(rate(whole), by)}, 0.000001)`;

/** `metric` without its ending; of summed buckets, never an average of quantiles. */
export const quantile = (q: number, bucketSelector: string, ...by: string[]): string =>
  `histogram_quantile(${q}, ${sum(rate(bucketSelector), 'le', ...by)})`;

export const query = (expr: string, legend: string): Query => ({ expr, legend });
export const table = (expr: string, legend: string): Query => ({ expr, legend, instant: true });
