'use client';

import type { DealMotion } from '@crm-gtd/shared/contracts/crm/deals.ts';
import { Badge } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconClockPause, IconHourglass, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'next-intl';

const looks: Readonly<Record<DealMotion, readonly [string, Icon]>> = {
  moving: ['green', IconPlayerPlay],
  waiting: ['iris', IconHourglass],
  parked: ['gray', IconClockPause],
  stuck: ['amber', IconAlertTriangle],
};

/** What the deal is committed to; never by colour alone. */
export const MotionBadge = ({ motion }: Readonly<{ motion: DealMotion }>) => {
  const t = useTranslations('deals.motion');
  const [color, Icon] = looks[motion];
  return (
    <Badge
      color={color}
      style={{ flexShrink: 0 }}
      leftSection={<Icon size={12} stroke={2} aria-hidden="true" />}
      title={t(`${motion}Hint`)}
    >
      {t(motion)}
    </Badge>
  );
};
