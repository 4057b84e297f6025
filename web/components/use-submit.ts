'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { UseFormReturnType } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/client.ts';
import { staleAfterWrite } from '../api/freshness.ts';
import type { AnyErrorCode } from '../api/problem.ts';
import { forget } from '../api/queries.ts';
import type { RequestOf } from '../api/request.ts';
import { codeOf, useErrorText } from './error-texts.ts';
import { useFailureNote } from './failure-note.tsx';
import { useServerFieldErrors } from './form-errors.ts';

/** Sends a form. A fault that belongs to a field is shown there, any other as a note; what was typed always stays. */
export const useSubmit = <V extends Record<string, unknown>>(
  form: UseFormReturnType<V>,
  fieldOfCode: Partial<Record<AnyErrorCode, string>> = {},
) => {
  const client = useQueryClient();
  const textOf = useErrorText();
  const fieldErrors = useServerFieldErrors();
  const failureNote = useFailureNote();
  const [sending, setSending] = useState(false);
  const explain = (error: unknown): void => {
    const field = fieldOfCode[codeOf(error)];
    const faults = field ? { [field]: textOf(error) } : fieldErrors(error);
    form.setErrors(faults);
    if (Object.keys(faults).length === 0) failureNote(error);
  };
  const send = async <A extends ActionContract>(contract: A, input: RequestOf<A>): Promise<OutputOf<A> | undefined> => {
    setSending(true);
    try {
      return await api(contract, input);
    } catch (error) {
      explain(error);
      return undefined;
    } finally {
      setSending(false);
      forget(client, staleAfterWrite(contract));
    }
  };
  return { send, sending };
};
