/** Where the app is served. Next writes it into the pages while it builds. */
export const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? '/crm';

/** `standalone` for images: the server and only the files it needs. `next start` works on the ordinary output alone. */
export const output = process.env.NEXT_OUTPUT === 'standalone' ? 'standalone' : undefined;

export const isDevelopment = process.env.NODE_ENV === 'development';

export const version = process.env.SERVICE_VERSION ?? '0.1.0';
