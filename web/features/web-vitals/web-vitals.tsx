'use client';

import { useEffect } from 'react';
import { reportWebVitals } from './report.ts';

/** Draws nothing. */
export const WebVitals = () => {
  useEffect(reportWebVitals, []);
  return null;
};
