import { counter, histogram } from '@crm-gtd/shared/telemetry/metrics.ts';
import type { Suggester } from './suggester.ts';

const requests = counter('ai_requests_total');
const duration = histogram('ai_request_duration_seconds');
const tokens = counter('ai_tokens_total');

const labelsOf = ({ provider }: Pick<Suggester, 'provider'>) => ({
  provider,
  model_class: provider === 'local' ? 'heuristic' : 'chat',
  purpose: 'suggestion',
});

/** `fallback`: this model answered because the one that was asked first failed. */
export const countQuestion = (suggester: Suggester, outcome: 'ok' | 'fallback' | 'error', durationMs: number): void => {
  const labels = labelsOf(suggester);
  requests.inc({ ...labels, outcome });
  duration.observe(labels, durationMs / 1_000);
};

export const countTokens = (usage: Readonly<{ prompt_tokens: number; completion_tokens: number }> | undefined): void => {
  if (!usage) return;
  tokens.inc({ provider: 'openai', direction: 'input' }, usage.prompt_tokens);
  tokens.inc({ provider: 'openai', direction: 'output' }, usage.completion_tokens);
};
