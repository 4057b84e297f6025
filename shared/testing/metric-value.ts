import { registry } from '../telemetry/metrics.ts';

/** The value of one sample of this process as a scrape would read it; NaN when it is not there. Labels in any order. */
export const metricValue = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> => {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const line = (await registry.metrics())
    .split('\n')
    .find((text) => (text.startsWith(`${name}{`) || text.startsWith(`${name} `)) && wanted.every((pair) => text.includes(pair)));
  const value = line?.replace(/^[^{ ]+(\{.*?\})? /, '').split(' ', 1)[0];
  return Number(value ?? Number.NaN);
};
