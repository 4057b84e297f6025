'use client';

import { ActionIcon, Checkbox, Menu, SegmentedControl, Stack, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

export type Density = 'comfortable' | 'compact';
export type TableView = Readonly<{ density: Density; hidden: readonly string[] }>;

export const rowHeights: Readonly<Record<Density, number>> = { comfortable: 47, compact: 35 };

/** How this person likes this table, remembered on this device. */
export const useTableView = (table: string, hiddenAtFirst: readonly string[] = []) =>
  useLocalStorage<TableView>({
    key: `crm.table.${table}`,
    defaultValue: { density: 'comfortable', hidden: hiddenAtFirst },
    getInitialValueInEffect: false,
  });

type Props = Readonly<{
  view: TableView;
  onChange: (view: TableView) => void;
  /** The columns that may be hidden; the first one always stays. */
  columns: readonly Readonly<{ key: string; header: string }>[];
}>;

export const TableViewMenu = ({ view, onChange, columns }: Props) => {
  const t = useTranslations('table');
  const toggle = (key: string): void =>
    onChange({ ...view, hidden: view.hidden.includes(key) ? view.hidden.filter((other) => other !== key) : [...view.hidden, key] });
  return (
    <Menu closeOnItemClick={false} width={240}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t('view')}>
          <IconAdjustmentsHorizontal size={18} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown p="sm">
        <Stack gap="xs">
          <Text size="xs" c="dimmed" fw={560}>
            {t('density')}
          </Text>
          <SegmentedControl
            size="xs"
            aria-label={t('density')}
            value={view.density}
            onChange={(density) => onChange({ ...view, density: density === 'compact' ? 'compact' : 'comfortable' })}
            data={[
              { value: 'comfortable', label: t('comfortable') },
              { value: 'compact', label: t('compact') },
            ]}
          />
          <Text size="xs" c="dimmed" fw={560} mt={4}>
            {t('columns')}
          </Text>
          {columns.map(({ key, header }) => (
            <Checkbox key={key} size="xs" label={header} checked={!view.hidden.includes(key)} onChange={() => toggle(key)} />
          ))}
        </Stack>
      </Menu.Dropdown>
    </Menu>
  );
};
