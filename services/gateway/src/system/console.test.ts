import { consoleCommands } from '@crm-gtd/shared/contracts/gateway/system.ts';
import { describe, expect, test } from '@jest/globals';
import { commandRules, helpTable, parseLine, traceTable } from './console.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('a line', () => {
  test.each([
    ['help', 'help', null],
    ['  STATUS ', 'status', null],
    ['dead-letter 12', 'dead-letter', '12'],
    ['replay   7', 'replay', '7'],
    [`trace ${traceId}`, 'trace', traceId],
    ['trace 0198a000-0000-7000-8000-000000000000', 'trace', '0198a000-0000-7000-8000-000000000000'],
  ])('%s', (line, command, argument) => expect(parseLine(line)).toEqual({ command, argument }));

  test.each([
    '',
    'ls',
    'help me',
    'status; rm -rf /',
    '$(id)',
    'replay',
    'replay 0',
    'replay -1',
    'replay 1e9',
    'replay 1 2',
    'replay $(id)',
    'trace 123',
    `trace ${traceId.toUpperCase()}x`,
    'dead-letter ../../etc/passwd',
    'constructor',
    '__proto__',
  ])('%j is no command', (line) => expect(parseLine(line)).toBeUndefined());
});

test('help lists every command, and each has its rule', () => {
  expect(helpTable().rows.map(([command]) => command)).toEqual([...consoleCommands]);
  expect(Object.keys(commandRules)).toEqual([...consoleCommands]);
});

test('a trace tells faults and events in the order they came', () => {
  const fault = {
    time: '2026-11-22T10:00:02.000Z',
    origin: 'call' as const,
    name: 'v1.crm.deals.win',
    code: 'INTERNAL',
    fault: 'TypeError',
    traceId,
    correlationId: null,
    count: 1,
    service: 'crm' as const,
    instance: 'a',
  };
  const trace = { traceId, correlationId: null, time: fault.time, errors: [fault] };
  const { rows } = traceTable([trace], [{ time: '2026-11-22T10:00:01.000Z', type: 'crm.deal.won', id: 'e1' }]);
  expect(rows.map(([, service, name]) => [service, name])).toEqual([
    ['crm', 'crm.deal.won'],
    ['crm', 'v1.crm.deals.win'],
  ]);
});
