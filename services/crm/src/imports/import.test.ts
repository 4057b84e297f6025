import type { Scope } from '@crm-gtd/shared/service/scope.ts';
import { expect, test } from '@jest/globals';
import { advance, chooseHeader, endUndo, giveUp, type ImportState, run, takeBack, undo } from './import.ts';
import { guarded, type Report, type ReportRow, reportHead, reportLines } from './row-files.ts';
import { undoVerdict } from './undo-plan.ts';

const now = new Date('2026-11-22T10:00:00.000Z');
const id = '0197a5b0-0000-7000-8000-000000000001';
const actor: Scope = { organizationId: id, actorId: id, role: 'OWNER', correlationId: id, causationId: id };
const state = (fields: Partial<ImportState> = {}): ImportState => ({
  id,
  fileName: 'a.csv',
  sizeBytes: 10,
  status: 'uploaded',
  encoding: 'UTF-8',
  separator: ';',
  headerRow: 1,
  topRows: [],
  dayOrder: null,
  columns: [{ index: 0, header: 'E-mail', samples: [], suggestedField: 'email', dayOrder: null }],
  suggestedMapping: { '0': 'email' },
  mapping: null,
  duplicates: null,
  rowCount: 700,
  progress: { done: 0, total: 700 },
  counts: { created: 0, updated: 0, skipped: 0, failed: 0 },
  warned: 0,
  changes: null,
  undo: null,
  error: null,
  actor: null,
  createdAt: now.toISOString(),
  startedAt: null,
  finishedAt: null,
  version: 1,
  ...fields,
});
const command = { mapping: { '0': 'email' }, duplicates: 'skip' } as const;

test('a run starts once, for whoever asked, when nothing else is at work', () => {
  const { next, events } = run(state(), command, false, actor, now);
  expect(next).toMatchObject({ status: 'running', ...command, actor, startedAt: now.toISOString() });
  expect(events).toMatchObject([{ type: 'crm.import.started', data: { rowCount: 700 } }]);
  expect(() => run(state(), command, true, actor, now)).toThrow(expect.objectContaining({ code: 'CRM_IMPORT_RUNNING' }));
  expect(() => run(state({ status: 'running' }), command, false, actor, now)).toThrow(
    expect.objectContaining({ code: 'CRM_IMPORT_RUNNING' }),
  );
  expect(() => run(state({ status: 'finished' }), command, false, actor, now)).toThrow(
    expect.objectContaining({ code: 'CRM_IMPORT_STATE' }),
  );
  expect(() => run(state(), { ...command, mapping: {} }, false, actor, now)).toThrow(
    expect.objectContaining({ code: 'CRM_IMPORT_MAPPING' }),
  );
});

test('the batch with the last row finishes the import', () => {
  const first = advance(state({ status: 'running' }), { created: 400, updated: 0, skipped: 90, failed: 10 }, 3, now);
  expect(first).toMatchObject({
    next: { status: 'running', progress: { done: 500 } },
    events: [{ type: 'crm.import.progressed', data: { done: 500 } }],
  });
  const last = advance(first.next, { created: 0, updated: 200, skipped: 0, failed: 0 }, 2, now);
  expect(last).toMatchObject({
    next: { status: 'finished', counts: { created: 400, updated: 200, skipped: 90, failed: 10 }, warned: 5, finishedAt: now.toISOString() },
    events: [{ type: 'crm.import.finished' }],
  });
});

test('undo follows a finished or failed import, once', () => {
  expect(undo(state({ status: 'finished' }), false, actor).next).toMatchObject({
    status: 'undoing',
    undo: { removed: 0, reverted: 0, kept: 0 },
  });
  expect(undo(giveUp(state({ status: 'running' }), 'INTERNAL', now).next, false, actor).next).toMatchObject({
    status: 'undoing',
    error: null,
  });
  for (const status of ['uploaded', 'running', 'undoing', 'undone'] as const) {
    expect(() => undo(state({ status }), false, actor)).toThrow(expect.objectContaining({ code: 'CRM_IMPORT_STATE' }));
  }
  expect(() => undo(state({ status: 'finished' }), true, actor)).toThrow(expect.objectContaining({ code: 'CRM_IMPORT_RUNNING' }));
  const { next } = takeBack(undo(state({ status: 'finished' }), false, actor).next, 'contact', { removed: 2, reverted: 1, kept: 1 });
  expect(endUndo(next)).toMatchObject({
    next: { status: 'undone' },
    events: [{ type: 'crm.import.undone', data: { removed: 2, reverted: 1, kept: 1 } }],
  });
});

test.each([
  ['remove', 'created', { version: 1, deleted: false, inUse: false }],
  ['keep', 'created', { version: 1, deleted: false, inUse: true }],
  ['keep', 'created', { version: 2, deleted: false, inUse: false }],
  ['revert', 'updated', { version: 1, deleted: false, inUse: true }],
  ['keep', 'updated', { version: 2, deleted: false, inUse: false }],
  ['gone', 'created', { version: 2, deleted: true, inUse: false }],
  ['gone', 'updated', undefined],
] as const)('undo would %s what was %s and is now %j', (verdict, action, current) => {
  expect(undoVerdict({ action, versionAfter: 1, current })).toBe(verdict);
});

test('failed rows come as a spreadsheet reads them, formulas disarmed', () => {
  const about: Report = {
    kind: 'failed',
    headers: ['Nazwisko', 'E-mail', 'Uwagi'],
    fields: ['lastName', 'email', 'notes'],
    separator: ';',
    language: 'en',
  };
  const rows: ReportRow[] = [
    {
      rowNumber: 1,
      cells: ['Nowak', 'jan at x', '=1+1', 'dalej'],
      reasons: [
        { code: 'emailInvalid', field: 'email' },
        { code: 'tooManyCells', field: null },
      ],
    },
  ];
  expect(`${reportHead(about)}${reportLines(about, rows)}`).toBe(
    '\ufeffNazwisko;E-mail;Uwagi;Reason\r\nNowak;jan at x;\'=1+1;"E-mail: The e-mail address is invalid; The row has more cells than the header";dalej\r\n',
  );
  expect(['=x', '+x', '-x', '@x', '\tx', 'x=', ''].map(guarded)).toEqual(["'=x", "'+x", "'-x", "'@x", "'\tx", 'x=', '']);
});

test('F12: formulas behind full-width signs and line feeds are disarmed too', () => {
  expect(['＝1+1', '＋1', '－1', '＠x', '\n=1'].map(guarded)).toEqual(["'＝1+1", "'＋1", "'－1", "'＠x", "'\n=1"]);
});

test('U39: companies taken back are counted beside the contacts', () => {
  const undoing = undo(state({ status: 'finished' }), false, actor).next;
  const contacts = takeBack(undoing, 'contact', { removed: 2, reverted: 1, kept: 0 }).next;
  expect(takeBack(contacts, 'company', { removed: 1, reverted: 0, kept: 1 }).next.undo).toEqual({
    removed: 2,
    reverted: 1,
    kept: 0,
    companies: { removed: 1, reverted: 0, kept: 1 },
  });
});

test('K5: another header can be chosen until the import runs', () => {
  const columns = { headerRow: 3, columns: [], suggestedMapping: {}, rowCount: 9 };
  expect(chooseHeader(state(), columns).next).toMatchObject({ headerRow: 3, rowCount: 9, progress: { done: 0, total: 9 } });
  expect(() => chooseHeader(state({ status: 'running' }), columns)).toThrow(expect.objectContaining({ code: 'CRM_IMPORT_STATE' }));
});
