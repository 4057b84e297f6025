import type { Clock } from '@crm-gtd/shared/clock.ts';
import type { Job } from '@crm-gtd/shared/service/define-service.ts';
import { figuresJob } from '@crm-gtd/shared/service/figures-job.ts';
import type { GatewayDb } from '../db.ts';
import { countSignups, showFigures } from './figures.metrics.ts';
import { readFigures } from './figures.store.ts';

export const figuresModule = (db: GatewayDb, clock: Clock, idleDays: number): Job[] => {
  countSignups();
  return [figuresJob('gateway', async () => showFigures(await readFigures(db, clock.now(), idleDays)))];
};
