'use client';

import { Alert, PasswordInput, type PasswordInputProps } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { useErrorText } from '../../components/error-texts.ts';
import classes from './auth.module.css';

/** Every field that must be filled in carries the mark, which is drawn and not part of the field's name. */
export const requiredField = { required: true, withAsterisk: false, classNames: { label: classes.requiredLabel ?? '' } } as const;

export const Failure = ({ error }: Readonly<{ error: unknown }>) => {
  const textOf = useErrorText();
  if (error === null) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
      {textOf(error)}
    </Alert>
  );
};

export const PasswordField = (props: PasswordInputProps) => {
  const t = useTranslations('auth');
  return (
    <PasswordInput {...requiredField} label={t('password')} visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }} {...props} />
  );
};
