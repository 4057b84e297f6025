'use client';

import { Badge, Button, Popover, Select, Stack, TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { TagChoice } from '../records/tag-input.tsx';
import { type ContactFilters, missingFields } from './contact-filters.ts';

type Props = Readonly<{ value: ContactFilters; onChange: (change: Partial<ContactFilters>) => void; onClear: () => void }>;

export const FilterMenu = ({ value, onChange, onClear }: Props) => {
  const t = useTranslations('contacts.filters');
  const names = useTranslations('fieldNames');
  const active = ([value.city, value.tag, value.missing, value.from] as const).filter(Boolean).length;
  return (
    <Popover width={300} position="bottom-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilter size={16} stroke={1.7} />}
          rightSection={
            active > 0 ? (
              <Badge circle size="sm" variant="filled">
                {active}
              </Badge>
            ) : null
          }
        >
          {t('title')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <TextInput
            size="sm"
            label={names('city')}
            value={value.city}
            onChange={(event) => onChange({ city: event.currentTarget.value })}
          />
          <TagChoice
            of="contacts"
            size="sm"
            label={t('tag')}
            comboboxProps={{ withinPortal: false }}
            value={value.tag}
            onChange={(tag) => onChange({ tag })}
          />
          <Select
            size="sm"
            clearable
            label={t('missing')}
            comboboxProps={{ withinPortal: false }}
            clearButtonProps={{ 'aria-label': t('clear') }}
            value={value.missing || null}
            onChange={(missing) => onChange({ missing: missing ?? '' })}
            data={missingFields.map((field) => ({ value: field, label: names(field) }))}
          />
          <Button size="xs" variant="subtle" disabled={active === 0} onClick={onClear}>
            {t('clear')}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
