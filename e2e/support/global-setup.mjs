import { giveKeeperToWorkers } from '../../shared/testing/config.ts';
import startServers from '../../shared/testing/jest-global-setup.mjs';
import { keepProduct } from './product-keeper.ts';

export default async function setup() {
  await startServers();
  const keeper = await keepProduct();
  giveKeeperToWorkers(keeper.url);
  globalThis.crmGtdKeeper = keeper;
}
