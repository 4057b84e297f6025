'use client';

import { discardInvoice, type Invoice, listInvoices, restoreInvoice } from '@crm-gtd/shared/contracts/billing/invoices.ts';
import { Anchor, Badge, Button, Table, Text } from '@mantine/core';
import { IconFileInvoice, IconTrophy } from '@tabler/icons-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { api } from '../../api/client.ts';
import { useReadPages } from '../../api/queries.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorState } from '../../components/error-state.tsx';
import { useFormats } from '../../components/formats.ts';
import { LoadMore } from '../../components/load-more.tsx';
import { useAct } from '../../components/use-act.ts';
import { useMay } from '../../session/session.tsx';
import imports from '../imports/imports.module.css';
import { Section } from '../today/section.tsx';

const colors: Readonly<Record<Invoice['status'], string>> = { draft: 'amber', issued: 'green', discarded: 'gray' };

const toCurrency = (currency: string): 'PLN' | 'EUR' | 'USD' | 'GBP' | 'CZK' =>
  (['EUR', 'USD', 'GBP', 'CZK'] as const).find((known) => known === currency) ?? 'PLN';

const InvoiceRow = ({ invoice }: Readonly<{ invoice: Invoice }>) => {
  const t = useTranslations('invoices');
  const { money, day } = useFormats();
  const act = useAct();
  const may = useMay('billing.invoices:write');
  const currency = toCurrency(invoice.currency);
  const name = invoice.number ?? invoice.buyerName ?? t('noBuyer');
  const discard = (): Promise<unknown> =>
    act(
      discardInvoice,
      { invoiceId: invoice.id },
      { done: () => t('discarded', { name }), undo: () => api(restoreInvoice, { invoiceId: invoice.id }) },
    );
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={560}>
          {invoice.buyerName ?? t('noBuyer')}
        </Text>
        <Text size="xs" c="dimmed">
          {invoice.lines[0]?.name}
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge color={colors[invoice.status]} miw="max-content">
          {t(`statuses.${invoice.status}`)}
        </Badge>
      </Table.Td>
      <Table.Td>{day(invoice.createdAt)}</Table.Td>
      <Table.Td ta="right">{money({ amount: invoice.net, currency })}</Table.Td>
      <Table.Td ta="right">{money({ amount: invoice.vat, currency })}</Table.Td>
      <Table.Td ta="right" fw={580}>
        {money({ amount: invoice.gross, currency })}
      </Table.Td>
      <Table.Td ta="right">
        {invoice.dealId && (
          <Anchor component={Link} href={`/deals/${invoice.dealId}`} size="sm" mr="sm">
            {t('deal')}
          </Anchor>
        )}
        {may && invoice.status === 'draft' && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void discard()} aria-label={t('discardNamed', { name })}>
            {t('discard')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
};

const heads = ['buyer', 'status', 'created', 'net', 'vat', 'gross', 'actions'] as const;
const amounts = new Set<string>(['net', 'vat', 'gross']);

export const Invoices = () => {
  const t = useTranslations('invoices');
  const query = useReadPages(listInvoices, {});
  return (
    <Section title={t('title')}>
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && query.rows.length === 0 && (
        <EmptyState
          compact
          kind="firstUse"
          icon={IconFileInvoice}
          beside={[IconTrophy, IconTrophy]}
          title={t('empty.title')}
          text={t('empty.text')}
        />
      )}
      {query.rows.length > 0 && (
        <div className={imports.table}>
          <Table verticalSpacing="sm" horizontalSpacing="md" miw={820} aria-label={t('title')}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head) => (
                  <Table.Th key={head} ta={amounts.has(head) ? 'right' : 'left'}>
                    {t(`heads.${head}`)}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {query.rows.map((invoice) => (
                <InvoiceRow key={invoice.id} invoice={invoice} />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      <LoadMore query={query} />
    </Section>
  );
};
