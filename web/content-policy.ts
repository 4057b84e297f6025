/**
 * What a page may load and run: scripts only with this answer's nonce (and what those load), everything else from here. Styles may stand
 * in the page, since the components set them there.
 */
export const contentPolicy = (nonce: string, isDevelopment: boolean): string =>
  [
    "default-src 'self'",
    // React's development tools evaluate text.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    // The stream of events and the console's socket are of the same origin.
    "connect-src 'self'",
    "media-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
