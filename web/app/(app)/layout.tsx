import type { ReactNode } from 'react';
import { SessionGate } from '../../session/session.tsx';
import { Shell } from '../../shell/shell.tsx';

const AppLayout = ({ children }: Readonly<{ children: ReactNode }>) => (
  <SessionGate>
    <Shell>{children}</Shell>
  </SessionGate>
);

export default AppLayout;
