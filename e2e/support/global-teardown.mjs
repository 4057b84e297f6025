import stopServers from '../../shared/testing/jest-global-teardown.mjs';

export default async function teardown() {
  await globalThis.crmGtdKeeper?.[Symbol.asyncDispose]();
  await stopServers();
}
