import type { BoardSpec } from './board.ts';
import { increase, max, own, query, sum } from './query.ts';

const perDay = (metric: string, ...by: string[]): string => sum(increase(own(metric), '1d'), ...by);

export const business: BoardSpec = {
  uid: 'crm-gtd-business',
  title: 'D11 Business',
  description: 'Is the product used, and for what. Over all organizations; figures of one organization are in its own reports.',
  rows: [
    {
      title: 'Customers',
      panels: [
        {
          title: 'Organizations',
          description: 'By plan, trials among them.',
          unit: 'none',
          queries: [query(max(own('organizations_total'), 'plan_kind'), '{{plan_kind}}')],
        },
        {
          title: 'Sign-ups per day',
          description: 'New organizations within the last 24 hours.',
          unit: 'none',
          queries: [query(perDay('signups_total'), 'sign-ups')],
        },
        {
          title: 'Active users',
          description: 'Whose session was used within the window.',
          unit: 'none',
          queries: [query(max(own('active_users'), 'window'), '{{window}}')],
        },
        {
          title: 'Sessions',
          description: 'Neither ended nor expired.',
          unit: 'none',
          queries: [query(max(own('sessions_active')), 'sessions')],
        },
        {
          title: 'Imported rows per day',
          description: 'By what came of them.',
          unit: 'none',
          queries: [query(perDay('crm_import_rows_total', 'outcome'), '{{outcome}}')],
        },
      ],
    },
    {
      title: 'Deals',
      panels: [
        {
          title: 'Open deals',
          description: 'By how they move. Stale ones are those nobody works on.',
          unit: 'none',
          queries: [query(max(own('crm_deals_open'), 'motion'), '{{motion}}')],
        },
        {
          title: 'Deals per day',
          description: 'What happened to deals within 24 hours.',
          unit: 'none',
          queries: [query(perDay('crm_deals_total', 'outcome'), '{{outcome}}')],
        },
        {
          title: 'Steps per day',
          description: 'Moves between stages within 24 hours.',
          unit: 'none',
          queries: [query(perDay('crm_stage_transitions_total', 'stage_kind'), '{{stage_kind}}')],
        },
        {
          title: 'Won value per day',
          description: 'In whole units of each currency.',
          unit: 'none',
          queries: [query(`${perDay('crm_deal_won_value_minor_total', 'currency')} / 100`, '{{currency}}')],
        },
      ],
    },
    {
      title: 'Getting things done',
      panels: [
        {
          title: 'Open inbox items',
          description: 'Captured, not decided on.',
          unit: 'none',
          queries: [query(max(own('gtd_inbox_items_open')), 'items')],
        },
        {
          title: 'Decided per day',
          description: 'By what was decided.',
          unit: 'none',
          queries: [query(perDay('gtd_inbox_processed_total', 'decision'), '{{decision}}')],
        },
        {
          title: 'Capture to decision, p50',
          description: 'Half of what was decided within 24 hours waited longer.',
          unit: 's',
          queries: [query(`histogram_quantile(0.5, ${sum(increase(own('gtd_inbox_age_seconds_bucket'), '1d'), 'le')})`, 'p50')],
        },
        {
          title: 'Tasks done per day',
          description: 'Within 24 hours.',
          unit: 'none',
          queries: [query(perDay('gtd_tasks_completed_total'), 'tasks')],
        },
        {
          title: 'Overdue tasks',
          description: 'Not done, due date over in UTC.',
          unit: 'none',
          queries: [query(max(own('gtd_overdue_tasks')), 'tasks')],
        },
      ],
    },
  ],
};
