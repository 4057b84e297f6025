import { describe, expect, test } from '@jest/globals';
import type { CatalogueEntry, ServiceEntry } from './catalogue/entry.ts';
import { catalogue, metricsOf, type NameOf, seriesNames, serviceCatalogue } from './catalogue.ts';
import { counter, histogram, registry } from './metrics.ts';

const entries = Object.entries<CatalogueEntry>(catalogue);
const own = Object.entries<ServiceEntry>(serviceCatalogue);

/** Given by prom-client or called so by an official exporter. */
const namedByOthers = /^(process|nodejs|jetstream|nats_varz)_/;

describe('the catalogue', () => {
  test.each(entries)('%s says what it is', (name, entry) => {
    expect(name).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
    expect(entry.help).toMatch(/^\S.*\.$/);
    expect(entry.unit).not.toBe('');
  });

  test.each(own.filter(([name]) => !namedByOthers.test(name)))('%s is named by its type and unit', (name, { type, unit }) => {
    if (type === 'counter') expect(name).toMatch(/_total$/);
    if (unit === 'seconds' || unit === 'bytes' || unit === 'ratio') expect(name).toContain(`_${unit}`);
  });

  test('no label says who or which organization', () => {
    const labels = new Set(own.flatMap(([, entry]) => Object.keys(entry.labels)));
    expect([...labels].filter((label) => /org|tenant|user|email|(^|_)id$|url|path/.test(label))).toEqual([]);
  });

  test('a histogram is asked for by three names, everything else by its own', () => {
    expect(seriesNames('event_end_to_end_seconds')).toEqual([
      'event_end_to_end_seconds_bucket',
      'event_end_to_end_seconds_sum',
      'event_end_to_end_seconds_count',
    ]);
    expect(seriesNames('event_handled_total')).toEqual(['event_handled_total']);
  });

  test('a service is told its own metrics only', () => {
    expect(metricsOf('crm')).toContain('crm_deals_total');
    expect(metricsOf('crm')).not.toContain('tts_requests_total');
  });
});

describe('a metric made by its name', () => {
  test('is what the catalogue says, and begins at zero for every combination of closed labels', async () => {
    counter('auth_events_total');
    histogram('circuit_breaker_latency_seconds');
    const text = await registry.metrics();
    expect(text).toContain('# HELP auth_events Sign-ins, refreshes and their ends.');
    expect(text).toContain('auth_events_total{event="reuse_detected",outcome="refused"} 0');
    expect(text).toContain('auth_events_total{event="login",outcome="ok"} 0');
    expect(text).toContain('# TYPE circuit_breaker_latency_seconds histogram');
  });

  test('cannot be one the catalogue does not know, nor of another type', () => {
    // The type check is the test: with a name let through, `false` would be wanted here.
    const unknown: 'deals_on_the_moon_total' extends NameOf<'counter'> ? false : true = true;
    const histogramAsCounter: 'event_end_to_end_seconds' extends NameOf<'counter'> ? false : true = true;
    expect([unknown, histogramAsCounter]).toEqual([true, true]);
  });
});
