'use client';

import { createContext, useContext } from 'react';

export const TimeZoneContext = createContext('Europe/Warsaw');
export const useTimeZone = (): string => useContext(TimeZoneContext);
