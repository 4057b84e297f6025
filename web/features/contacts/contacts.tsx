'use client';

import { type Contact, deleteContact, listContacts, restoreContact } from '@crm-gtd/shared/contracts/crm/contacts.ts';
import { Button, Group } from '@mantine/core';
import { IconAddressBook, IconBuilding, IconFileImport, IconFilterOff, IconMail, IconPlus, IconTrash } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useCallback } from 'react';
import { api } from '../../api/client.ts';
import { useReadPages } from '../../api/queries.ts';
import { BulkBar } from '../../components/bulk-bar.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { ListSearch } from '../../components/list-search.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { RecordTable } from '../../components/record-table.tsx';
import { TableViewMenu, useTableView } from '../../components/table-view.tsx';
import { useUrlState } from '../../components/url-state.ts';
import { useRowSelection } from '../../components/use-selection.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { useMay } from '../../session/session.tsx';
import { showWindow } from '../../shell/shell-state.ts';
import { useBulk } from '../records/use-bulk.ts';
import { useContactColumns } from './contact-columns.tsx';
import { contactFilter, noFilters } from './contact-filters.ts';
import { contactName } from './contact-name.ts';
import { FilterMenu } from './filter-menu.tsx';

const hrefOf = ({ id }: Contact): string => `/contacts/${id}`;
const idOf = ({ id }: Contact): string => id;
const urlDefaults = { ...noFilters, q: '', sort: 'lastName' };

const useContactList = () => {
  const [state, setState] = useUrlState(urlDefaults);
  const filter = contactFilter(state);
  const filtered = filter !== undefined || state.q !== '';
  const query = useReadPages(
    listContacts,
    { sort: state.sort, limit: 100, ...(state.q ? { q: state.q } : {}), ...(filter ? { filter } : {}) },
    { keepPrevious: true },
  );
  const clear = useCallback(() => setState({ ...noFilters, q: '' }), [setState]);
  return { state, setState, query, filtered, clear };
};

const NewButtons = () => {
  const t = useTranslations('contacts');
  return (
    <>
      <Button component={Link} href="/imports/new" variant="default" leftSection={<IconFileImport size={16} />}>
        {t('import')}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => showWindow('newContact')}>
        {t('new')}
      </Button>
    </>
  );
};

const NoContacts = ({ filtered, onClear }: Readonly<{ filtered: boolean; onClear: () => void }>) => {
  const t = useTranslations('contacts.empty');
  const may = useMay('crm.contacts:write');
  return filtered ? (
    <EmptyState
      kind="nothingFound"
      icon={IconFilterOff}
      title={t('filtered.title')}
      text={t('filtered.text')}
      actions={
        <Button variant="default" onClick={onClear}>
          {t('filtered.clear')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      kind="firstUse"
      icon={IconAddressBook}
      beside={[IconMail, IconBuilding]}
      title={t('first.title')}
      text={t('first.text')}
      actions={may && <NewButtons />}
    />
  );
};

export const Contacts = () => {
  const t = useTranslations('contacts');
  const { number } = useFormats();
  const { state, setState, query, filtered, clear } = useContactList();
  const columns = useContactColumns();
  const [view, setView] = useTableView('contacts', ['createdAt', 'jobTitle']);
  const may = useMay('crm.contacts:write');
  const selection = useRowSelection(query.rows.map(idOf));
  const removeAll = useBulk({
    run: (contactId) => api(deleteContact, { contactId }),
    undo: (contactId) => api(restoreContact, { contactId }),
    slices: ['crm.contacts'],
    done: (count) => t('done.deletedMany', { count }),
  });
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: () => showWindow('newContact') }], may);
  return (
    <>
      <PageHeader
        title={t('title')}
        note={query.data ? `${number(query.rows.length)}${query.hasNextPage ? '+' : ''}` : undefined}
        actions={may && query.rows.length > 0 && <NewButtons />}
        tools={
          (query.rows.length > 0 || filtered) && (
            <Group gap="xs">
              <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />
              <FilterMenu value={state} onChange={setState} onClear={clear} />
              <TableViewMenu view={view} onChange={setView} columns={columns.slice(1)} />
              {state.from && (
                <Button size="xs" variant="light" onClick={clear}>
                  {t('fromImport')}
                </Button>
              )}
            </Group>
          )
        }
      />
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && <NoContacts filtered={filtered} onClear={clear} />}
      {(query.isPending || query.rows.length > 0) && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.rows}
          rowId={idOf}
          rowName={contactName}
          rowHref={hrefOf}
          view={view}
          loading={query.isPending || query.isFetchingNextPage}
          hasMore={query.hasNextPage}
          onMore={() => void query.fetchNextPage()}
          sort={state.sort}
          onSort={(sort) => setState({ sort })}
          {...(may ? { selected: selection.selected, onToggle: selection.toggle, onToggleAll: selection.toggleAll } : {})}
        />
      )}
      <BulkBar count={selection.selected.size} onClear={selection.clear}>
        <Button
          size="xs"
          color="red"
          variant="light"
          leftSection={<IconTrash size={14} />}
          onClick={() => void removeAll([...selection.selected]).then(selection.clear)}
        >
          {t('deleteSelected')}
        </Button>
      </BulkBar>
    </>
  );
};
