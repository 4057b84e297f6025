import { listSystemErrors, readSystem } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { type ActionEntry, handle } from '@crm-gtd/shared/service/handle.ts';
import type { SystemDesk } from './system-tools.ts';

export const systemActions = (desk: SystemDesk): ActionEntry[] => [
  handle(readSystem, (_input, { scope }) => desk.report(scope)),
  handle(listSystemErrors, (_input, { scope }) => desk.errors(scope)),
];
