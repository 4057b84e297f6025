import type { ReactNode } from 'react';
import { Nowhere } from '../../features/nowhere/nowhere.tsx';
import { SessionGate } from '../../session/session.tsx';
import { Shell } from '../../shell/shell.tsx';

const AppLayout = ({ children }: Readonly<{ children: ReactNode }>) => (
  <SessionGate nowhere={<Nowhere />}>
    <Shell>{children}</Shell>
  </SessionGate>
);

export default AppLayout;
