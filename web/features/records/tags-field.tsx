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

/** Whole words or none: as many as there is room for, and how many more there are. */
export const TagBadges = ({ tags, most = tags.length }: Readonly<{ tags: readonly string[]; most?: number }>) => {
  const hidden = tags.slice(most);
  return (
    <Group gap={4} wrap="nowrap" title={hidden.length > 0 ? tags.join(', ') : undefined}>
      {tags.slice(0, most).map((tag, index) => (
        <Badge key={tag} color="gray" maw={index === 0 ? undefined : '60%'} style={{ flexShrink: index === 0 ? 1 : 2 }}>
          {tag}
        </Badge>
      ))}
      {hidden.length > 0 && (
        <Badge color="gray" variant="outline" style={{ flexShrink: 0 }}>
          +{hidden.length}
        </Badge>
      )}
    </Group>
  );
};
