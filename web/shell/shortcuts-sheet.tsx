'use client';

import { FocusTrap, Group, Modal, SimpleGrid, Stack, Switch, Text, Title } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Keys } from '../components/keys-hint.tsx';
import type { Binding } from '../keys/key-registry.ts';
import { useSingleKeys } from '../keys/single-keys.ts';
import { useBoundKeys } from '../keys/use-keys.ts';
import { closeWindow } from './shell-state.ts';

type Shown = Readonly<{ keys: readonly string[]; label: string }>;

const byGroup = (bindings: readonly Binding[]): Map<string, Shown[]> => {
  const groups = new Map<string, Shown[]>();
  const seen = new Set<string>();
  for (const { group, keys, label } of bindings) {
    if (seen.has(keys) || keys.startsWith('Arrow')) continue;
    seen.add(keys);
    groups.set(group, [...(groups.get(group) ?? []), { keys: keys.split(' '), label }]);
  }
  return groups;
};

const Line = ({ keys, label }: Shown) => (
  <Group justify="space-between" wrap="nowrap" py={5}>
    <Text size="sm">{label}</Text>
    <Keys keys={keys} />
  </Group>
);

/** What the keyboard does here and now: the keys this screen has bound, and those that always work. */
export const ShortcutsSheet = ({ opened }: Readonly<{ opened: boolean }>) => {
  const t = useTranslations('keys');
  const [singleKeys, setSingleKeys] = useSingleKeys();
  const groups = [...byGroup(useBoundKeys())];
  const always: readonly Shown[] = [
    { keys: ['Ctrl', 'K'], label: t('palette') },
    { keys: ['Ctrl', 'Z'], label: t('undo') },
    { keys: ['Ctrl', 'Enter'], label: t('saveAndClose') },
  ];
  return (
    <Modal
      opened={opened}
      onClose={closeWindow}
      title={<Text fw={620}>{t('title')}</Text>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <FocusTrap.InitialFocus />
      <Switch
        mb="lg"
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label={t('single')}
        description={t('singleHint')}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
        {[...groups, [t('groups.always'), always] as const].map(([group, lines]) => (
          <Stack key={group} gap={0}>
            <Title order={3} mb={4}>
              {group}
            </Title>
            {lines.map((line) => (
              <Line key={line.keys.join(' ')} {...line} />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
};
