import { z } from 'zod';
import { action } from '../define.ts';
import { nothing } from '../shapes.ts';

/** Pages of the web app as figures group them; whatever is none of these is `other`. */
export const PageGroup = z.enum(['sign_in', 'today', 'deals', 'contacts', 'inbox', 'tasks', 'settings', 'other']);
export type PageGroup = z.infer<typeof PageGroup>;
export const VitalName = z.enum(['lcp', 'inp', 'ttfb', 'cls']);
export const VitalRating = z.enum(['good', 'needs-improvement', 'poor']);

/** Timings are seconds; the layout shift has no unit. */
export const WebVital = z.object({ name: VitalName, value: z.number().min(0).max(600), rating: VitalRating, page: PageGroup });
export type WebVital = z.infer<typeof WebVital>;
const ClientErrors = z.object({ page: PageGroup, count: z.int().min(1).max(100) });

export const reportWebVitals = action('v1.gateway.telemetry.webVitals', {
  http: 'POST /telemetry/web-vitals',
  permission: 'public',
  input: z.object({ vitals: z.array(WebVital).max(40).default([]), errors: z.array(ClientErrors).max(10).default([]) }),
  output: nothing,
  status: 204,
  maxBodyBytes: 8_000,
  summary:
    'How fast pages were in a browser, and how many errors nobody caught: numbers and names from closed lists, nothing of the person.',
});
