import { describe, expect, test } from '@jest/globals';
import { shownName } from './default-names.ts';
import { create, defaultPipeline, rename } from './pipeline.ts';
import { arrange } from './stages.ts';

const id = '0198c0de-0000-7000-8000-000000000001';
const made = '0198c0de-0000-7000-8000-00000000000f';
const now = new Date('2026-11-20T10:00:00.000Z');
const pipeline = create(id, defaultPipeline('pl'), now).next;
const [first, second, third] = pipeline.stages;
const reader = (locale: 'pl' | 'en') => ({ locale, now, newId: () => made });
const shown = (locale: 'pl' | 'en') =>
  pipeline.stages.map((stage) => ({ id: stage.id, name: shownName(stage, locale), probability: stage.probability }));
const input = (items: Parameters<typeof arrange>[1]['items'], removed: Parameters<typeof arrange>[1]['removed'] = []) => ({
  items,
  removed,
});

describe('U28: stages arranged', () => {
  test('saving what one sees changes nothing, in whichever language one sees it', () => {
    for (const locale of ['pl', 'en'] as const) expect(arrange(pipeline, input(shown(locale)), reader(locale)).events).toEqual([]);
  });

  test('a default is told in the reader’s language until somebody renames it', () => {
    expect(shown('en').map(({ name }) => name)).toEqual(['New opportunity', 'In contact', 'Proposal sent', 'Negotiation', 'Decision']);
    const items = shown('en').map((stage) => (stage.id === first?.id ? { ...stage, name: 'Lead' } : stage));
    const { next } = arrange(pipeline, input(items), reader('en'));
    expect(next.stages.slice(0, 2).map((stage) => [shownName(stage, 'pl'), stage.nameKey])).toEqual([
      ['Lead', null],
      ['Kontakt nawiązany', 'contact'],
    ]);
    expect(rename(pipeline, { name: 'Sales' }, now, 'en').events).toEqual([]);
    expect(rename(pipeline, { name: 'Sales' }, now, 'pl').next).toMatchObject({ name: 'Sales', nameKey: null });
  });

  test('added, ordered and removed at once; what nobody named stays, at the end', () => {
    const items = [
      { id: third?.id ?? '', name: 'Oferta wysłana', probability: 40 },
      { name: 'Umowa', probability: 80 },
    ];
    const { next, events } = arrange(pipeline, input(items, [{ id: first?.id ?? '', moveTo: second?.id ?? '' }]), reader('pl'));
    expect(next.stages.map(({ name, position }) => [name, position])).toEqual([
      ['Oferta wysłana', 0],
      ['Umowa', 1],
      ['Kontakt nawiązany', 2],
      ['Negocjacje', 3],
      ['Decyzja', 4],
    ]);
    expect(events).toMatchObject([{ type: 'crm.pipeline.stagesArranged', data: { added: [made], removed: [first?.id], stageCount: 5 } }]);
  });

  test('unknown, twice named, alike or going into what goes is refused', () => {
    const code = (run: () => unknown, wanted: string) => expect(run).toThrow(expect.objectContaining({ code: wanted }));
    const gone = { id: first?.id ?? '', moveTo: first?.id ?? '' };
    code(() => arrange(pipeline, input(shown('pl').slice(1), [gone]), reader('pl')), 'CRM_STAGE_NOT_FOUND');
    code(() => arrange(pipeline, input([{ id: made, name: 'x', probability: 1 }]), reader('pl')), 'CRM_STAGE_NOT_FOUND');
    code(() => arrange(pipeline, input(shown('pl'), [{ id: first?.id ?? '' }]), reader('pl')), 'REQUEST_INVALID');
    code(() => arrange(pipeline, input([...shown('pl'), { name: 'Decyzja', probability: 1 }]), reader('pl')), 'REQUEST_INVALID');
    code(() => arrange(pipeline, { ...input(shown('pl')), expectedVersion: 2 }, reader('pl')), 'VERSION_STALE');
  });
});
