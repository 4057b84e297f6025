'use client';

import { Badge, Group, Text } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { TagsChoice } from './tag-input.tsx';

type Props = Readonly<{
  of: 'contacts' | 'companies';
  label: string;
  tags: readonly string[];
  disabled: boolean;
  onSave: (tags: string[]) => Promise<boolean>;
}>;

export const TagsField = ({ of, label, tags, disabled, onSave }: Props) => {
  const t = useTranslations('records');
  if (disabled) return <TagBadges tags={tags} />;
  return (
    <TagsChoice
      of={of}
      size="sm"
      my={6}
      label={
        <Text size="xs" c="dimmed" fw={520}>
          {label}
        </Text>
      }
      placeholder={tags.length === 0 ? t('addTag') : ''}
      maxTags={50}
      value={[...tags]}
      onChange={(next) => void onSave(next)}
      clearButtonProps={{ 'aria-label': t('clearTags') }}
    />
  );
};

export const TagBadges = ({ tags }: Readonly<{ tags: readonly string[] }>) => (
  <Group gap={4} wrap="nowrap">
    {tags.map((tag) => (
      <Badge key={tag} color="gray">
        {tag}
      </Badge>
    ))}
  </Group>
);
