import { expect, test } from '@jest/globals';
import { sliceNames, tableOf } from './names.ts';

test.each([
  ['labels', 'label', 'CRM_LABEL_NOT_FOUND', 'labels'],
  ['companies', 'company', 'CRM_COMPANY_NOT_FOUND', 'companies'],
  ['taxBoxes', 'taxBox', 'CRM_TAX_BOX_NOT_FOUND', 'tax_boxes'],
])('%s are each a %s', (things, thing, notFound, table) => {
  const names = sliceNames('crm', things);
  expect([names.thing, names.notFound, tableOf(names)]).toEqual([thing, notFound, table]);
});

test.each([
  ['mail', 'labels'],
  ['crm', undefined],
  ['crm', 'Labels'],
  ['crm', 'data'],
])('%s %s is refused with what to type instead', (service, things) => {
  expect(() => sliceNames(service, things)).toThrow(/Name/);
});
