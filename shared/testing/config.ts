export type StackUrls = Readonly<{ postgresAdminUrl: string; natsUrl: string; redisUrl: string }>;

/** What the person or the test run's global setup has given. */
export function givenStack(): Partial<StackUrls> {
  const { TEST_POSTGRES_URL, TEST_NATS_URL, TEST_REDIS_URL } = process.env;
  return {
    ...(TEST_POSTGRES_URL === undefined ? {} : { postgresAdminUrl: TEST_POSTGRES_URL }),
    ...(TEST_NATS_URL === undefined ? {} : { natsUrl: TEST_NATS_URL }),
    ...(TEST_REDIS_URL === undefined ? {} : { redisUrl: TEST_REDIS_URL }),
  };
}

/** Jest hands its own environment to the workers, which is the only way from a global setup to a test. */
export function giveStackToWorkers(urls: StackUrls): void {
  process.env.TEST_POSTGRES_URL = urls.postgresAdminUrl;
  process.env.TEST_NATS_URL = urls.natsUrl;
  process.env.TEST_REDIS_URL = urls.redisUrl;
}

/** Where servers that are not given come from: `TEST_SERVERS=containers` takes those an installation runs. */
export const serversFrom = (): 'programs' | 'containers' => (process.env.TEST_SERVERS === 'containers' ? 'containers' : 'programs');

/** Whatever a test starts in a container engine has a name that begins so: what is left of a run is found by it. */
export const namePrefixOf = (mark: string): string => `crm-gtd-test-${mark}-`;

/** The mark comes from `npm test`; who runs Jest by hand has his own process for one. */
export const testName = (name: string): string => namePrefixOf(process.env.STARTED_BY_TEST_RUN ?? String(process.pid)) + name;

/** Where the product that the files of a run share is asked for. */
export function keeperUrl(): string {
  const { TEST_PRODUCT_KEEPER } = process.env;
  if (TEST_PRODUCT_KEEPER === undefined) throw new Error('No shared product: only *.e2e.test.ts have one');
  return TEST_PRODUCT_KEEPER;
}

export function giveKeeperToWorkers(url: string): void {
  process.env.TEST_PRODUCT_KEEPER = url;
}
