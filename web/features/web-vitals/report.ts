import type { PageGroup, WebVital } from '@crm-gtd/shared/contracts/gateway/telemetry.ts';
import { type Metric, onCLS, onINP, onLCP, onTTFB } from 'web-vitals';
import { apiBase, appBase } from '../../api/base.ts';
import { pageGroupOf } from './page-group.ts';

const mostErrors = 100;

let vitals: WebVital[] = [];
let errors = new Map<PageGroup, number>();

const page = (): PageGroup => pageGroupOf(location.pathname, appBase);

const note = ({ name, value, rating }: Metric): void => {
  const seconds = name === 'CLS' ? value : value / 1_000;
  vitals.push({ name: name.toLowerCase() as WebVital['name'], value: Math.min(seconds, 600), rating, page: page() });
};

const noteError = (): void => {
  const group = page();
  errors.set(group, Math.min(mostErrors, (errors.get(group) ?? 0) + 1));
};

/** A beacon survives the page it is sent from; one that is lost is one less in a figure. */
const flush = (): void => {
  if (vitals.length === 0 && errors.size === 0) return;
  const report = { vitals: vitals.slice(0, 40), errors: [...errors].map(([group, count]) => ({ page: group, count })) };
  vitals = [];
  errors = new Map();
  navigator.sendBeacon(`${apiBase}/telemetry/web-vitals`, new Blob([JSON.stringify(report)], { type: 'application/json' }));
};

let started = false;

/** Once per page load. Numbers, names from closed lists, and nothing of the person or of what he looks at. */
export const reportWebVitals = (): void => {
  if (started) return;
  started = true;
  for (const on of [onLCP, onINP, onCLS, onTTFB]) on(note);
  addEventListener('error', noteError);
  addEventListener('unhandledrejection', noteError);
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flush());
  addEventListener('pagehide', flush);
};
