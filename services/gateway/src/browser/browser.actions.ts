import { reportWebVitals, type WebVital } from '@crm-gtd/shared/contracts/gateway/telemetry.ts';
import { type ActionEntry, handlePublic } from '@crm-gtd/shared/service/handle.ts';
import { counter, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';

const timings = histogram('web_vital_seconds');
const shifts = histogram('web_vital_cls_ratio');
const clientErrors = counter('web_client_errors_total');

const observe = ({ name, value, rating, page: page_group }: WebVital): void => {
  if (name === 'cls') shifts.observe({ page_group, rating }, value);
  else timings.observe({ vital: name, page_group, rating }, value);
};

/** What browsers tell of themselves, signed in or not: counted and forgotten. */
export const browserActions = (): ActionEntry[] => [
  handlePublic(reportWebVitals, async ({ vitals, errors }) => {
    vitals.forEach(observe);
    for (const { page, count } of errors) clientErrors.inc({ page_group: page }, count);
    return null;
  }),
];
