'use client';

import type { ActionContract, OutputOf } from '@crm-gtd/shared/contracts/define.ts';
import type { UseFormReturnType } from '@mantine/form';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { AnyErrorCode } from '../../api/problem.ts';
import type { RequestOf } from '../../api/request.ts';
import { codeOf, useErrorText } from '../../components/error-texts.ts';
import { focusFirstFault } from '../../components/first-fault.ts';
import { useServerFieldErrors } from '../../components/form-errors.ts';

/**
 * Sends a form of the entrance. A fault that belongs to a field is shown there, which gets the focus; any other stands above the form.
 * It stays `sending` after success, since the page is left then.
 */
export const useEntry = <V extends Record<string, unknown>>(
  form: UseFormReturnType<V>,
  fieldOfCode: Partial<Record<AnyErrorCode, string>> = {},
) => {
  const textOf = useErrorText();
  const fieldErrors = useServerFieldErrors();
  const [failure, setFailure] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const explain = (error: unknown): void => {
    const field = fieldOfCode[codeOf(error)];
    const faults = field ? { [field]: textOf(error) } : fieldErrors(error);
    form.setErrors(faults);
    focusFirstFault(form, faults);
    if (Object.keys(faults).length === 0) setFailure(error);
    setSending(false);
  };
  const send = async <A extends ActionContract>(contract: A, input: RequestOf<A>): Promise<OutputOf<A> | undefined> => {
    setSending(true);
    setFailure(null);
    try {
      return await api(contract, input);
    } catch (error) {
      explain(error);
      return undefined;
    }
  };
  return { send, sending, setSending, failure, explain };
};
