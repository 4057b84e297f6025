import { defineService } from '@crm-gtd/shared/service/define-service.ts';
import { type AiConfig, aiConfig } from './config.ts';
import { createAiDb } from './db.ts';
import { executionsModule } from './executions/executions.module.ts';
import { localSuggester } from './models/local-heuristic.ts';
import { openAiSuggester } from './models/openai.client.ts';
import type { Suggester } from './models/suggester.ts';
import { suggestionsModule } from './suggestions/suggestions.module.ts';

const suggesterOf = ({
  OPENAI_API_KEY: apiKey,
  OPENAI_BASE_URL: baseUrl,
  OPENAI_MODEL: model,
  OPENAI_TIMEOUT_MS: timeoutMs,
}: AiConfig): Suggester => (apiKey === undefined ? localSuggester : openAiSuggester({ apiKey, baseUrl, model, timeoutMs }));

export const aiService = defineService({
  name: 'ai',
  config: aiConfig,
  createDb: createAiDb,
  build: ({ config, db, call, clock }) => {
    const suggestions = suggestionsModule(db, call, suggesterOf(config), clock);
    const executions = executionsModule(db, clock);
    return { actions: [...suggestions.actions, ...executions.actions], consumers: [...suggestions.consumers, ...executions.consumers] };
  },
});
