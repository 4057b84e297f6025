import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { wantedChanges } from '../../shared/contracts/narrowings.ts';
import { allActions, allEvents } from '../../shared/contracts/registry.ts';
import { retiredRoutes } from '../../shared/contracts/retired.ts';
import { breakingChanges, type JsonSchema } from './schema-compatibility.ts';

export const lockPath = 'shared/contracts/contracts.lock.json';

type LockedAction = { http: string; permission: string; input: JsonSchema; output: JsonSchema };
type LockedEvent = { version: number; visible?: string; data: JsonSchema };
export type Lock = { actions: Record<string, LockedAction>; events: Record<string, LockedEvent> };

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as JsonSchema & { $schema?: string };
  return rest;
};

export const currentLock = (): Lock => ({
  actions: Object.fromEntries(
    allActions.map((contract) => [
      contract.name,
      {
        http: contract.http ? `${contract.http.method} ${contract.http.path}` : '',
        permission: contract.permission,
        input: schemaOf(contract.input, 'input'),
        output: schemaOf(contract.output, 'output'),
      },
    ]),
  ),
  events: Object.fromEntries(
    allEvents.map((event) => [event.type, { version: event.version, visible: event.visible, data: schemaOf(event.data, 'output') }]),
  ),
});

/** Removed, and its route goes on to say so. One that had no route has nobody to tell. */
const isRetired = (name: string, { http }: LockedAction): boolean =>
  http !== '' && retiredRoutes.some(({ action, route }) => action === name && route === http);

const brokenActions = (before: Lock, after: Lock): string[] =>
  Object.entries(before.actions).flatMap(([name, old]) => {
    const now = after.actions[name];
    if (!now) return isRetired(name, old) ? [] : [`action ${name} was removed`];
    const opened = old.permission === now.permission ? [] : [`action ${name}: permission ${old.permission} became ${now.permission}`];
    const moved = old.http && old.http !== now.http ? [`action ${name}: route ${old.http} changed`] : [];
    return [
      ...moved,
      ...opened,
      ...breakingChanges(old.input, now.input, 'taken').map((fault) => `action ${name} input ${fault}`),
      ...breakingChanges(old.output, now.output, 'given').map((fault) => `action ${name} output ${fault}`),
    ];
  });

const brokenEvents = (before: Lock, after: Lock): string[] =>
  Object.entries(before.events).flatMap(([type, old]) => {
    const now = after.events[type];
    if (!now) return [`event ${type} was removed`];
    const heard =
      old.visible === undefined || old.visible === now.visible ? [] : [`event ${type}: visible ${old.visible} became ${now.visible}`];
    const broke = now.version > old.version ? [] : breakingChanges(old.data, now.data, 'given').map((fault) => `event ${type} ${fault}`);
    return [...heard, ...broke];
  });

/** What callers or consumers of the locked contracts would trip over; empty when every change only adds or was wanted. */
export const broken = (before: Lock, after: Lock, wanted = wantedChanges): string[] =>
  [...brokenActions(before, after), ...brokenEvents(before, after)].filter((fault) => !wanted.some((change) => change.fault === fault));

export const storedLock = (root: string): Lock | undefined => {
  const path = join(root, lockPath);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Lock) : undefined;
};
