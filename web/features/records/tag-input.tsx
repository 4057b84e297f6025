'use client';

import { listTags } from '@crm-gtd/shared/contracts/crm/tags.ts';
import { Autocomplete, type AutocompleteProps, TagsInput, type TagsInputProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useRead } from '../../api/queries.ts';

type Of = Readonly<{ of: 'contacts' | 'companies' }>;

/** Tags in use that begin as typed: the server knows which, whatever their letter case and accents. */
const useTagsInUse = (of: Of['of'], typed: string): string[] => {
  const [q] = useDebouncedValue(typed, 200);
  const { data } = useRead(listTags, { of, q }, { keepPrevious: true });
  return (data?.items ?? []).map(({ tag }) => tag);
};

export const TagChoice = ({ of, ...props }: AutocompleteProps & Of) => (
  <Autocomplete {...props} data={useTagsInUse(of, props.value ?? '')} filter={({ options }) => options} />
);

export const TagsChoice = ({ of, ...props }: TagsInputProps & Of) => {
  const [typed, setTyped] = useState('');
  return (
    <TagsInput {...props} data={useTagsInUse(of, typed)} searchValue={typed} onSearchChange={setTyped} filter={({ options }) => options} />
  );
};
