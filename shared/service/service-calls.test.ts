import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { allActions } from '../contracts/registry.ts';
import { mayCall, serviceCalls } from './service-calls.ts';

const services = join(import.meta.dirname, '../../services');

const sourcesOf = (service: string): string[] =>
  readdirSync(join(services, service, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('.test.'))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** Contracts are imported by name, and asked by `call(name, …)`: what a service asks stands in its sources. */
const askedBy = (service: string): string[] =>
  sourcesOf(service).flatMap((source) =>
    [...source.matchAll(/\bcall\(\s*(\w+),\s/g)].flatMap(([, contract]) => (source.includes(`${contract},`) ? [contract as string] : [])),
  );

describe('F8: a key opens what its service asks for, and nothing else', () => {
  test.each(Object.keys(serviceCalls))('%s', (service) => {
    const allowed = serviceCalls[service] ?? {};
    expect([...new Set(askedBy(service))].sort()).toEqual(Object.keys(allowed).sort());
    const names = Object.values(allowed).map(({ name }) => name);
    expect(allActions.map(({ name }) => name).filter((name) => mayCall(`service:${service}`, name))).toEqual(names.sort());
  });

  test('nobody asks in the name of what is no service', () => {
    for (const { name } of allActions) expect([mayCall('service:unknown', name), mayCall('', name)]).toEqual([false, false]);
    expect(mayCall('service:voice', 'v1.crm.contacts.get')).toBe(false);
  });
});
