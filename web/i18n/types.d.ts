import type { Locale } from '@crm-gtd/shared/contracts/gateway/identity.ts';
import type messages from '../messages/en.json';

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
