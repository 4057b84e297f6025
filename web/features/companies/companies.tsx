'use client';

import { type Company, deleteCompany, listCompanies, restoreCompany } from '@crm-gtd/shared/contracts/crm/companies.ts';
import { Button, Group } from '@mantine/core';
import { IconAddressBook, IconBuilding, IconFileImport, IconFilterOff, IconLayoutKanban, IconPlus, IconTrash } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
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
import { useCompanyColumns } from './company-columns.tsx';

const hrefOf = ({ id }: Company): string => `/companies/${id}`;
const idOf = ({ id }: Company): string => id;
const nameOf = ({ name }: Company): string => name;

const NoCompanies = ({ filtered, onClear }: Readonly<{ filtered: boolean; onClear: () => void }>) => {
  const t = useTranslations('companies.empty');
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
      icon={IconBuilding}
      beside={[IconAddressBook, IconLayoutKanban]}
      title={t('first.title')}
      text={t('first.text')}
      actions={
        <>
          <Button leftSection={<IconPlus size={16} />} onClick={() => showWindow('newCompany')}>
            {t('first.action')}
          </Button>
          <Button component={Link} href="/imports/new" variant="default" leftSection={<IconFileImport size={16} />}>
            {t('first.import')}
          </Button>
        </>
      }
    />
  );
};

export const Companies = () => {
  const t = useTranslations('companies');
  const { number } = useFormats();
  const [state, setState] = useUrlState({ q: '', sort: 'name' });
  const query = useReadPages(listCompanies, { sort: state.sort, limit: 100, ...(state.q ? { q: state.q } : {}) }, { keepPrevious: true });
  const columns = useCompanyColumns();
  const [view, setView] = useTableView('companies', ['createdAt']);
  const may = useMay('crm.companies:write');
  const selection = useRowSelection(query.rows.map(idOf));
  const removeAll = useBulk({
    run: (companyId) => api(deleteCompany, { companyId }),
    undo: (companyId) => api(restoreCompany, { companyId }),
    slices: ['crm.companies', 'crm.contacts'],
    done: (count) => t('done.deletedMany', { count }),
  });
  useKeys([{ keys: 'n', label: t('new'), group: t('title'), run: () => showWindow('newCompany') }], may);
  return (
    <>
      <PageHeader
        title={t('title')}
        note={query.data ? `${number(query.rows.length)}${query.hasNextPage ? '+' : ''}` : undefined}
        actions={
          may &&
          query.rows.length > 0 && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => showWindow('newCompany')}>
              {t('new')}
            </Button>
          )
        }
        tools={
          (query.rows.length > 0 || state.q) && (
            <Group gap="xs">
              <ListSearch label={t('search')} value={state.q} onChange={(q) => setState({ q })} />
              <TableViewMenu view={view} onChange={setView} columns={columns.slice(1)} />
            </Group>
          )
        }
      />
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && <NoCompanies filtered={state.q !== ''} onClear={() => setState({ q: '' })} />}
      {(query.isPending || query.rows.length > 0) && (
        <RecordTable
          label={t('title')}
          columns={columns}
          rows={query.rows}
          rowId={idOf}
          rowName={nameOf}
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
