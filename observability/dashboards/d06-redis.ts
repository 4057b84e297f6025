import type { BoardSpec } from './board.ts';
import { of, own, query, rate, sum } from './query.ts';

const redisMetric = (metric: string, labels = ''): string => of('redis', metric, labels);
const hits = rate(redisMetric('redis_keyspace_hits_total'));
const misses = rate(redisMetric('redis_keyspace_misses_total'));

export const redis: BoardSpec = {
  uid: 'crm-gtd-redis',
  title: 'D6 Redis',
  description: 'Limits and caches. Nothing in it is the only copy of anything.',
  rows: [
    {
      title: 'Redis',
      panels: [
        {
          title: 'Memory',
          description: 'Over maxmemory; 0 while no limit is set.',
          unit: 'percentunit',
          queries: [
            query(
              `(${redisMetric('redis_memory_used_bytes')} / (${redisMetric('redis_memory_max_bytes')} > 0)) or 0 * ${redisMetric('redis_memory_used_bytes')}`,
              'used',
            ),
          ],
          warn: 0.8,
          bad: 0.9,
          max: 1,
          runbook: 'redis',
        },
        {
          title: 'Memory in bytes',
          description: 'What Redis has taken.',
          unit: 'bytes',
          queries: [query(redisMetric('redis_memory_used_bytes'), 'used')],
        },
        {
          title: 'Evictions and refusals',
          description: 'Keys thrown away and connections refused. Both should stay 0.',
          unit: 'ops',
          queries: [
            query(sum(rate(redisMetric('redis_evicted_keys_total'))), 'evicted'),
            query(sum(rate(redisMetric('redis_rejected_connections_total'))), 'refused'),
          ],
          runbook: 'redis',
        },
        {
          title: 'Keys found',
          description: 'Share of lookups that found a key.',
          unit: 'percentunit',
          queries: [query(`${sum(hits)} / clamp_min(${sum(hits)} + ${sum(misses)}, 0.000001)`, 'found')],
          max: 1,
        },
        {
          title: 'Clients',
          description: 'Connected, and waiting in a blocking command.',
          unit: 'none',
          queries: [query(redisMetric('redis_connected_clients'), 'connected'), query(redisMetric('redis_blocked_clients'), 'blocked')],
        },
        {
          title: 'Time per command',
          description: 'Mean over all commands, as the server measures it.',
          unit: 's',
          queries: [
            query(
              `${sum(rate(redisMetric('redis_commands_duration_seconds_total')))} / clamp_min(${sum(rate(redisMetric('redis_commands_total')))}, 0.000001)`,
              'mean',
            ),
          ],
        },
        {
          title: 'Last write to disk',
          description: '1 when the append-only file was written without a fault.',
          unit: 'none',
          kind: 'stat',
          queries: [query(redisMetric('redis_aof_last_write_status'), 'append-only file')],
          runbook: 'redis',
        },
        {
          title: 'Keys',
          description: 'Keys in all databases.',
          unit: 'none',
          queries: [query(sum(redisMetric('redis_db_keys')), 'keys')],
        },
      ],
    },
    {
      title: 'Our caches',
      panels: [
        {
          title: 'Answered by a cache',
          description: 'Share of questions answered without asking the source.',
          unit: 'percentunit',
          queries: [
            query(
              `${sum(rate(own('cache_requests_total', 'outcome="hit"')), 'cache')} / clamp_min(${sum(rate(own('cache_requests_total')), 'cache')}, 0.000001)`,
              '{{cache}}',
            ),
          ],
          max: 1,
          width: 12,
          runbook: 'redis',
        },
        {
          title: 'Questions to caches',
          description: 'By what came of them.',
          unit: 'ops',
          queries: [query(sum(rate(own('cache_requests_total')), 'cache', 'outcome'), '{{cache}} {{outcome}}')],
          width: 12,
        },
      ],
    },
  ],
};
