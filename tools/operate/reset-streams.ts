import { parseArgs } from 'node:util';
import { resetEventStreams } from '../../shared/messaging/reset-streams.ts';
import { operateConfig } from './config.ts';

/** Outboxes keep what they have sent for so long: it is what comes again. */
const KEPT_DAYS = 7;

const { values } = parseArgs({ options: { 'backup-taken': { type: 'string' } } });
const taken = Number(values['backup-taken']);
if (!Number.isInteger(taken)) throw new Error('--backup-taken needs the time of the backup in seconds');

const { NATS_URL, NATS_REPLICAS } = operateConfig();
const since = new Date((taken - KEPT_DAYS * 86_400) * 1_000);
const { streams, letters } = await resetEventStreams({ url: NATS_URL, service: 'ops', replicas: NATS_REPLICAS }, since);
console.log(`streams removed: ${streams.join(', ') || 'none'}; dead letters of events that come again: ${letters}`);
