import { commonConfig, httpUrl } from '@crm-gtd/shared/config/common-config.ts';
import { z } from 'zod';

export const aiConfig = commonConfig.extend({
  OPENAI_API_KEY: z
    .string()
    .trim()
    .transform((value) => (value === '' ? undefined : value))
    .optional()
    .describe('Key of an OpenAI-compatible provider; without it the built-in local heuristic suggests.'),
  OPENAI_BASE_URL: httpUrl.default('https://api.openai.com/v1').describe('Where the OpenAI-compatible API is.'),
  OPENAI_MODEL: z.string().min(1).default('gpt-4.1-mini').describe('Model that suggests; it must know structured outputs.'),
  OPENAI_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(500)
    .max(60_000)
    .default(15_000)
    .describe('Milliseconds a suggestion may take before the local heuristic steps in.'),
});

export type AiConfig = z.output<typeof aiConfig>;
