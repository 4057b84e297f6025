'use client';

import { Stepper } from '@mantine/core';
import { useTranslations } from 'next-intl';

const steps = ['upload', 'map', 'run', 'result'] as const;

export const ImportSteps = ({ active }: Readonly<{ active: 0 | 1 | 2 | 3 }>) => {
  const t = useTranslations('imports.steps');
  return (
    <Stepper active={active} size="xs" mb="xl" maw={760} allowNextStepsSelect={false} iconSize={28}>
      {steps.map((step) => (
        <Stepper.Step key={step} label={t(step)} allowStepSelect={false} />
      ))}
    </Stepper>
  );
};
