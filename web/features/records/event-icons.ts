import {
  type Icon,
  IconAddressBook,
  IconBuilding,
  IconChecklist,
  IconCreditCard,
  IconFileImport,
  IconFileInvoice,
  IconFolder,
  IconHourglass,
  IconInbox,
  IconLayoutKanban,
  IconLogin,
  IconPoint,
  IconSparkles,
  IconUsers,
  IconVolume,
} from '@tabler/icons-react';

const byNoun: Readonly<Record<string, Icon>> = {
  contact: IconAddressBook,
  company: IconBuilding,
  deal: IconLayoutKanban,
  pipeline: IconLayoutKanban,
  import: IconFileImport,
  task: IconChecklist,
  project: IconFolder,
  inboxItem: IconInbox,
  waitingFor: IconHourglass,
  suggestion: IconSparkles,
  execution: IconSparkles,
  speech: IconVolume,
  subscription: IconCreditCard,
  checkout: IconCreditCard,
  invoice: IconFileInvoice,
  session: IconLogin,
  membership: IconUsers,
  organization: IconBuilding,
};

export const eventIcon = (type: string): Icon => byNoun[type.split('.')[1] ?? ''] ?? IconPoint;

const goodVerbs = /\.(won|completed|resolved|finished|activated)$/;
const badVerbs = /\.(lost|deleted|failed|ended|discarded|removed)$/;

export const eventColor = (type: string): string => {
  if (goodVerbs.test(type)) return 'green';
  return badVerbs.test(type) ? 'red' : 'gray';
};
