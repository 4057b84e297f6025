import { join } from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';
import { basePath, output } from './config.ts';

const withNextIntl = createNextIntlPlugin('./i18n/request.ts');

const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=()' },
];

const config: NextConfig = {
  basePath,
  ...(output === undefined ? {} : { output, outputFileTracingRoot: join(import.meta.dirname, '..') }),
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run type-check` does that; here it would double the time of the first start.
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ['@crm-gtd/shared'],
  // The address users see is the gateway's; in development it forwards here.
  allowedDevOrigins: ['localhost', '127.0.0.1'],
  experimental: { optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/dates', '@tabler/icons-react'] },
  headers: async () => [{ source: '/:path*', headers }],
};

export default withNextIntl(config);
