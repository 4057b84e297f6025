import type { Scope } from '@crm-gtd/shared/service/scope.ts';

/** "Today" is the user's; events and services, where no person acts, live in the product's home. */
export const homeTimeZone = 'Europe/Warsaw';

export const zoneOf = (scope: Scope): string => scope.timeZone ?? homeTimeZone;
