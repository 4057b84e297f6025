import { z } from 'zod';
import { loadConfig } from '../../shared/config/load-config.ts';
import { processEnv } from '../../shared/config/process-config.ts';
import { roleUrl } from '../../shared/database/urls.ts';
import { operateOn } from './gateway-db.ts';

const schema = z.object({
  POSTGRES_ADMIN_URL: z.url().describe("Which server; the role used is the gateway's own."),
  DATABASE_NAME: z.string().default('crm_gtd_v1'),
  DB_GATEWAY_APP_PASSWORD: z.string().min(1),
  PUBLIC_URL: z.url().default('http://localhost').describe('Where people reach the app: links begin with it.'),
  OPERATOR: z.string().default('unknown').describe('Who runs the command; kept with what he does.'),
});

/** `ops operator …` and `ops user …`, in the tools image. */
const config = loadConfig(schema, processEnv);
const url = roleUrl(config.POSTGRES_ADMIN_URL, config.DATABASE_NAME, 'gateway', 'app', () => config.DB_GATEWAY_APP_PASSWORD);
const appUrl = `${config.PUBLIC_URL.replace(/\/$/, '')}/crm`;
process.exitCode = await operateOn({ url, appUrl, by: config.OPERATOR }, process.argv.slice(2));
