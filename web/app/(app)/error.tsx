'use client';

import { ErrorState } from '../../components/error-state.tsx';

const AppError = ({ error, reset }: Readonly<{ error: Error; reset: () => void }>) => <ErrorState error={error} onRetry={reset} />;

export default AppError;
