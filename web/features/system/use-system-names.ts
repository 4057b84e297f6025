'use client';

import { useTranslations } from 'next-intl';

/** Services and what they need, as people call them; an unknown one keeps its own name. */
export const useSystemNames = () => {
  const services = useTranslations('system.services');
  const needed = useTranslations('system.dependencies');
  const checks = useTranslations('system.checks');
  return {
    nameOf: (service: string): string => (services.has(service as 'crm') ? services(service as 'crm') : service),
    dependencyOf: (name: string): string => (needed.has(name as 'redis') ? needed(name as 'redis') : name),
    checkOf: (name: string): string => (checks.has(name as 'redis') ? checks(name as 'redis') : name),
  };
};
