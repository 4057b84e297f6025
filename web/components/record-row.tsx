'use client';

import { Checkbox, Table, Text, UnstyledButton } from '@mantine/core';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { MouseEvent, ReactNode } from 'react';
import classes from './record-table.module.css';
import type { TableView } from './table-view.tsx';

export type Column<Row> = Readonly<{
  key: string;
  header: string;
  render: (row: Row) => ReactNode;
  /** CSS width; the column without one takes what is left. */
  width?: string;
  sortKey?: string;
  align?: 'right';
  /** Left out of the card that a row is on narrow screens. */
  wideOnly?: boolean;
  /** In the card it stands without its header: what it is can be seen. */
  bare?: boolean;
}>;

export type RecordTableProps<Row> = Readonly<{
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  /** Where a row leads; or what it opens; a row without either only tells. */
  rowHref?: (row: Row) => string;
  onOpen?: (row: Row) => void;
  view?: TableView;
  loading?: boolean;
  hasMore?: boolean;
  onMore?: () => void;
  sort?: string | undefined;
  onSort?: (sort: string) => void;
  selected?: ReadonlySet<string>;
  onToggle?: (id: string) => void;
  onToggleAll?: () => void;
}>;

type DataRowProps<Row> = RecordTableProps<Row> &
  Readonly<{ row: Row; index: number; measure: (row: HTMLTableRowElement | null) => void; linkProps: object }>;

const fromControl = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('a, button, input, label, [role="option"]') !== null;

const isNothing = (content: ReactNode): boolean => content === null || content === undefined || content === false || content === '';

type NameProps<Row> = Pick<DataRowProps<Row>, 'row' | 'rowHref' | 'onOpen' | 'linkProps'> & Readonly<{ children: ReactNode }>;

/** The first cell carries the row's link, or the button that opens it, and with it the focus of the list's keys. */
const RowName = <Row,>({ row, rowHref, onOpen, linkProps, children }: NameProps<Row>) => {
  if (rowHref)
    return (
      <Link href={rowHref(row)} className={classes.link} prefetch={false} {...linkProps}>
        {children}
      </Link>
    );
  if (onOpen)
    return (
      <UnstyledButton className={classes.link} onClick={() => onOpen(row)} {...linkProps}>
        {children}
      </UnstyledButton>
    );
  return (
    <div className={classes.name} {...linkProps}>
      {children}
    </div>
  );
};

export const DataRow = <Row,>(props: DataRowProps<Row>) => {
  const { columns, row, index, rowId, rowName, rowHref, onOpen, selected, onToggle, measure } = props;
  const t = useTranslations('table');
  const router = useRouter();
  const id = rowId(row);
  const isSelected = selected?.has(id) ?? false;
  const open = (event: MouseEvent): void => {
    if (fromControl(event)) return;
    if (rowHref) router.push(rowHref(row));
    else onOpen?.(row);
  };
  return (
    <Table.Tr
      ref={measure}
      data-index={index}
      className={classes.row}
      aria-rowindex={index + 2}
      aria-selected={onToggle ? isSelected : undefined}
      data-selected={isSelected || undefined}
      data-opens={rowHref !== undefined || onOpen !== undefined || undefined}
      onClick={open}
    >
      {onToggle && (
        <Table.Td className={classes.check}>
          <Checkbox size="xs" aria-label={t('selectRow', { name: rowName(row) })} checked={isSelected} onChange={() => onToggle(id)} />
        </Table.Td>
      )}
      {columns.map((column, position) => (
        <DataCell key={column.key} column={column} first={position === 0} {...props} />
      ))}
    </Table.Tr>
  );
};

const DataCell = <Row,>({ column, first, ...props }: DataRowProps<Row> & Readonly<{ column: Column<Row>; first: boolean }>) => {
  const content = column.render(props.row);
  return (
    <Table.Td
      ta={column.align ?? 'left'}
      data-wide-only={column.wideOnly}
      data-name={first || undefined}
      data-label={first || column.bare ? undefined : column.header}
      data-nothing={isNothing(content) || undefined}
    >
      {first ? (
        <RowName {...props}>{content}</RowName>
      ) : (
        <Text component="div" size="sm" truncate className={classes.value}>
          {content}
        </Text>
      )}
    </Table.Td>
  );
};
