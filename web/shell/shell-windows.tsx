'use client';

import dynamic from 'next/dynamic';
import { CaptureWindow } from '../features/inbox/capture-window.tsx';
import { closeWindow, useShellWindow } from './shell-state.ts';
import { ShortcutsSheet } from './shortcuts-sheet.tsx';

const NewDeal = dynamic(() => import('../features/deals/new-deal.tsx').then(({ NewDealWindow }) => NewDealWindow));
const NewContact = dynamic(() => import('../features/contacts/new-contact.tsx').then(({ NewContactWindow }) => NewContactWindow));
const NewCompany = dynamic(() => import('../features/companies/new-company.tsx').then(({ NewCompanyWindow }) => NewCompanyWindow));
const NewTask = dynamic(() => import('../features/tasks/new-task.tsx').then(({ NewTaskWindow }) => NewTaskWindow));

/** Windows that may open over any screen. */
export const ShellWindows = () => {
  const open = useShellWindow();
  return (
    <>
      <CaptureWindow opened={open === 'capture'} onClose={closeWindow} />
      <ShortcutsSheet opened={open === 'shortcuts'} />
      {open === 'newDeal' && <NewDeal onClose={closeWindow} />}
      {open === 'newContact' && <NewContact onClose={closeWindow} />}
      {open === 'newCompany' && <NewCompany onClose={closeWindow} />}
      {open === 'newTask' && <NewTask onClose={closeWindow} />}
    </>
  );
};
