'use client';

import { Box, Checkbox, Skeleton, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useListKeys } from '../keys/use-list-keys.ts';
import { DataRow, type RecordTableProps } from './record-row.tsx';
import classes from './record-table.module.css';
import { rowHeights, type TableView } from './table-view.tsx';

const overscan = 12;
const moreWithin = 15;
const skeletonRows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

/** Where the table's body begins on the page, which the window's virtualizer has to subtract. */
const useOffsetTop = () => {
  const ref = useRef<HTMLTableElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = ref.current ? ref.current.getBoundingClientRect().top + window.scrollY : 0;
    setOffset((before) => (Math.abs(before - top) > 1 ? top : before));
  });
  return { ref, offset };
};

const plainView: TableView = { density: 'comfortable', hidden: [] };

/** The one table. On a narrow screen each row is a card, so that nothing runs off the side. */
export const RecordTable = <Row,>(props: RecordTableProps<Row>) => {
  const { rows, rowId, view = plainView, hasMore = false, onMore, loading = false } = props;
  const shown = props.columns.filter(({ key }) => !view.hidden.includes(key));
  const { ref, offset } = useOffsetTop();
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeights[view.density],
    overscan,
    scrollMargin: offset,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  const onMove = useCallback((index: number) => virtual.scrollToIndex(index), [virtual]);
  const takesKeys = Boolean(props.rowHref ?? props.onOpen ?? props.onToggle);
  const { rowProps } = useListKeys({ ids: rows.map(rowId), onSelect: props.onToggle, onMove, enabled: takesKeys });

  useEffect(() => {
    if (view.density) virtual.measure();
  }, [virtual, view.density]);
  useEffect(() => {
    if (hasMore && !loading && lastShown >= rows.length - moreWithin) onMore?.();
  }, [hasMore, loading, lastShown, rows.length, onMore]);

  const before = (items[0]?.start ?? offset) - offset;
  const after = Math.max(virtual.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset), 0);
  return (
    <Box className={classes.frame} data-density={view.density}>
      <Table
        ref={ref}
        className={classes.table}
        aria-label={props.label}
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-busy={loading}
      >
        <HeaderRow {...props} columns={shown} />
        <Table.Tbody>
          {before > 0 && <Spacer height={before} />}
          {items.map(({ index }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <DataRow
                key={rowId(row)}
                {...props}
                columns={shown}
                row={row}
                index={index}
                measure={virtual.measureElement}
                linkProps={takesKeys ? rowProps(rowId(row)) : {}}
              />
            );
          })}
          {after > 0 && <Spacer height={after} />}
          {loading && <SkeletonRows {...props} columns={shown} />}
        </Table.Tbody>
      </Table>
    </Box>
  );
};

/** No cell spans columns: a narrow screen hides some, and a span over them would bring them back, empty and as wide as the rest. */
const Spacer = ({ height }: Readonly<{ height: number }>) => (
  <tr className={classes.spacer}>
    <td style={{ height, padding: 0, border: 0 }} />
  </tr>
);

const SkeletonRows = <Row,>({ columns, onToggle }: Pick<RecordTableProps<Row>, 'columns' | 'onToggle'>) =>
  skeletonRows.map((key) => (
    <Table.Tr key={key} className={classes.row}>
      {onToggle && <Table.Td className={classes.check} />}
      {columns.map((column, position) => (
        <Table.Td key={column.key} data-wide-only={column.wideOnly} data-name={position === 0 || undefined}>
          <Skeleton height={12} radius="sm" width={`${55 + (((key.charCodeAt(0) + position) * 17) % 40)}%`} />
        </Table.Td>
      ))}
    </Table.Tr>
  ));

const ariaSort = (column: { sortKey?: string }, sort: string | undefined) => {
  if (!column.sortKey) return undefined;
  if (sort === column.sortKey) return 'ascending' as const;
  return sort === `-${column.sortKey}` ? ('descending' as const) : ('none' as const);
};

const SortIcon = ({ direction }: Readonly<{ direction: 'ascending' | 'descending' | 'none' }>) => {
  const Icon = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[direction];
  return <Icon size={13} stroke={1.8} aria-hidden="true" className={direction === 'none' ? classes.sortIdle : undefined} />;
};

const HeaderRow = <Row,>({ columns, sort, onSort, rows, selected, onToggle, onToggleAll }: RecordTableProps<Row>) => {
  const t = useTranslations('table');
  const all = rows.length > 0 && selected?.size === rows.length;
  return (
    <Table.Thead className={classes.head}>
      <Table.Tr>
        {onToggle && (
          <Table.Th className={classes.check}>
            <Checkbox
              size="xs"
              aria-label={t('selectAll')}
              checked={all}
              indeterminate={!all && (selected?.size ?? 0) > 0}
              onChange={() => onToggleAll?.()}
            />
          </Table.Th>
        )}
        {columns.map((column, position) => {
          const direction = ariaSort(column, sort);
          return (
            <Table.Th
              key={column.key}
              style={{ '--column-width': column.width }}
              ta={column.align ?? 'left'}
              aria-sort={direction}
              data-wide-only={column.wideOnly}
              data-name={position === 0 || undefined}
            >
              {direction && onSort ? (
                <UnstyledButton
                  className={classes.sort}
                  onClick={() => onSort(direction === 'ascending' ? `-${column.sortKey}` : (column.sortKey ?? ''))}
                >
                  {column.header}
                  <SortIcon direction={direction} />
                </UnstyledButton>
              ) : (
                column.header
              )}
            </Table.Th>
          );
        })}
      </Table.Tr>
    </Table.Thead>
  );
};
