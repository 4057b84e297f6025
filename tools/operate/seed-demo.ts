import { z } from 'zod';
import { loadConfig } from '../../shared/config/load-config.ts';
import { processEnv } from '../../shared/config/process-config.ts';
import { ApiError } from '../seed/api.client.ts';
import { seedDemo } from '../seed/demo.ts';
import { demoLogin } from '../seed/login.ts';

const schema = z.object({
  DEMO_API_URL: z.url().default('http://gateway:3001/api/v1'),
  DEMO_PASSWORD: z.string().min(12).describe('Made for this installation: the one of the source would be known to everybody.'),
});

/** `deploy.sh --seed`: the demo organization of an installation that others reach. */
const { DEMO_API_URL, DEMO_PASSWORD } = loadConfig(schema, processEnv);
try {
  await seedDemo(DEMO_API_URL, (line) => console.log(line), { email: demoLogin.email, password: DEMO_PASSWORD });
  console.log(`Sign in as ${demoLogin.email} with the password ${DEMO_PASSWORD}`);
} catch (error) {
  if (!(error instanceof ApiError) || error.status !== 409) throw error;
  console.log(`${demoLogin.email} is there from an earlier run, with the password shown then.`);
}
