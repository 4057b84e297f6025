import { commonConfig, flag, httpUrl, port } from '@crm-gtd/shared/config/common-config.ts';
import { paymentProvider } from '@crm-gtd/shared/config/payment-config.ts';
import { z } from 'zod';

const count = z.coerce.number().int().positive();
const origins = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .refine((list) => list.every((item) => URL.canParse(item) && new URL(item).origin === item), { error: 'origin' });
const limitsJson = z.string().transform((value, context): Record<string, number | null> => {
  const parsed = z.record(z.string(), z.int().nullable()).safeParse(readJson(value));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'json' });
  return z.NEVER;
});

function readJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export const gatewayConfig = commonConfig.extend({
  HOST: z.string().default('127.0.0.1').describe('Address the public listener binds to.'),
  PORT: port.default(3003).describe('Port of the API and, without nginx, of the web app.'),
  PUBLIC_URL: httpUrl.default('http://localhost:3003').describe('Address people use; https makes the refresh cookie Secure.'),
  BASE_PATH: z
    .string()
    .regex(/^\/[a-z0-9-]+$/)
    .default('/crm')
    .describe('Path people reach this version under; it names the refresh cookie, so that versions on one host keep their sessions apart.'),
  SERVICE_VERSION: z.string().default('0.1.0').describe('Version /health tells.'),
  WEB_URL: httpUrl.default('http://127.0.0.1:9025').describe('The web app, which gets everything under /crm that is not the API.'),
  NATS_MONITOR_URL: httpUrl
    .optional()
    .describe('Monitoring address of the NATS server; without it /metrics tells streams and durables, but nothing of the server itself.'),
  CORS_ORIGINS: origins.default([]).describe('Further origins whose pages may call the API, separated by commas.'),
  TRUST_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(5)
    .default(0)
    .describe('Reverse proxies in front whose X-Forwarded-For is believed.'),
  JWT_SECRET: z.string().min(32).describe('Signs access tokens (HS256).'),
  JWT_SECRET_PREVIOUS: z.string().min(32).optional().describe('Still accepted while JWT_SECRET is being changed.'),
  JWT_REFRESH_SECRET: z.string().min(32).describe('Derives each refresh token from the one before.'),
  ACCESS_TOKEN_SECONDS: count.max(3_600).default(900).describe('Life of an access token.'),
  REFRESH_IDLE_DAYS: count.max(30).default(7).describe('A session unused for so long ends.'),
  SESSION_MAX_DAYS: count.max(90).default(30).describe('A session ends after so long however much it is used.'),
  REFRESH_GRACE_SECONDS: z.coerce.number().int().min(0).max(60).default(10).describe('Parallel tabs may repeat a refresh for so long.'),
  BCRYPT_ROUNDS: z.coerce.number().int().min(4).max(15).default(12).describe('Cost of a password hash.'),
  DEFAULT_ORG_LIMITS: limitsJson
    .optional()
    .describe("JSON: limits of an organization billing has said nothing of yet; the trial plan's when absent."),
  PAYMENT_PROVIDER: paymentProvider,
  RATE_LIMIT_WINDOW_SECONDS: count.default(900).describe('Window of the limits below.'),
  RATE_LIMIT_IP: count.default(500).describe('Requests without a valid token, per address.'),
  RATE_LIMIT_USER: count.default(2_000).describe('Requests per signed-in user.'),
  LOGIN_LIMIT_ACCOUNT: count.default(10).describe('Failed sign-ins per account and address.'),
  LOGIN_LIMIT_IP: count.default(30).describe('Failed sign-ins per address.'),
  OPERATIONS_CONSOLE: flag
    .default(false)
    .describe('Opens the operations console of the system page to operators of the installation; every command is audited.'),
  OPERATIONS_CONSOLE_IDLE_SECONDS: count.default(900).describe('A console nobody types in is closed after so long.'),
  REALTIME_PER_USER: count.default(10).describe('Event streams one user may hold open.'),
  REALTIME_HEARTBEAT_SECONDS: count.default(15).describe('Pause between signs of life on an event stream.'),
});

export type GatewayConfig = z.output<typeof gatewayConfig>;
