import type { BoardSpec } from './board.ts';
import { own, quantile, query, rate, share, sum } from './query.ts';

const vital = (name: string): string => quantile(0.75, own('web_vital_seconds_bucket', `vital="${name}"`), 'page_group');

export const web: BoardSpec = {
  uid: 'crm-gtd-web',
  title: 'D12 Browser and realtime',
  description: 'What browsers measured for their users, and the streams that keep pages current.',
  rows: [
    {
      title: 'Web vitals, as three of four visits saw them',
      panels: [
        {
          title: 'Largest paint',
          description: 'Good up to 2.5 s, poor from 4 s.',
          unit: 's',
          queries: [query(vital('lcp'), '{{page_group}}')],
          warn: 2.5,
          bad: 4,
          width: 6,
        },
        {
          title: 'Interaction to next paint',
          description: 'Good up to 0.2 s, poor from 0.5 s.',
          unit: 's',
          queries: [query(vital('inp'), '{{page_group}}')],
          warn: 0.2,
          bad: 0.5,
          width: 6,
        },
        {
          title: 'Time to first byte',
          description: 'Good up to 0.8 s.',
          unit: 's',
          queries: [query(vital('ttfb'), '{{page_group}}')],
          warn: 0.8,
          bad: 1.8,
          width: 6,
        },
        {
          title: 'Layout shift',
          description: 'Good up to 0.1, poor from 0.25.',
          unit: 'none',
          queries: [query(quantile(0.75, own('web_vital_cls_ratio_bucket'), 'page_group'), '{{page_group}}')],
          warn: 0.1,
          bad: 0.25,
          width: 6,
        },
        {
          title: 'Poor visits',
          description: 'Share of visits whose largest paint was poor.',
          unit: 'percentunit',
          queries: [
            query(
              share(own('web_vital_seconds_count', 'vital="lcp",rating="poor"'), own('web_vital_seconds_count', 'vital="lcp"')),
              'poor',
            ),
          ],
          width: 12,
        },
        {
          title: 'Errors in browsers',
          description: 'Errors nobody caught, by page.',
          unit: 'ops',
          queries: [query(sum(rate(own('web_client_errors_total')), 'page_group'), '{{page_group}}')],
          width: 12,
        },
      ],
    },
    {
      title: 'Realtime',
      panels: [
        {
          title: 'Open streams',
          description: 'Browsers that listen for changes.',
          unit: 'none',
          queries: [query(sum(own('realtime_connections'), 'transport'), '{{transport}}')],
          runbook: 'realtime',
        },
        {
          title: 'Signals sent',
          description: 'By the service whose data changed.',
          unit: 'mps',
          queries: [query(sum(rate(own('realtime_messages_sent_total')), 'topic_group'), '{{topic_group}}')],
        },
        {
          title: 'Lost the thread',
          description: 'Share of resumed streams that had to start over and reload.',
          unit: 'percentunit',
          queries: [query(share(own('realtime_resume_total', 'outcome="reset"'), own('realtime_resume_total')), 'reset')],
          runbook: 'realtime',
        },
        {
          title: 'Operations console',
          description: 'Commands by outcome.',
          unit: 'ops',
          queries: [query(sum(rate(own('console_commands_total')), 'command', 'outcome'), '{{command}} {{outcome}}')],
          runbook: 'console',
        },
        {
          title: 'Open consoles',
          description: 'Connections of the operations console.',
          unit: 'none',
          queries: [query(sum(own('console_connections')), 'consoles')],
          runbook: 'console',
        },
      ],
    },
  ],
};
