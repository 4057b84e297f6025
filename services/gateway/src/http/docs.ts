import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type RequestHandler, Router } from 'express';
import { openApiDocument } from '../routes/openapi.ts';

const require = createRequire(import.meta.url);
const assets = dirname(require.resolve('swagger-ui-dist/package.json'));
const files = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

/** Everything comes from here; the page's own styles are the one thing Swagger UI sets inline. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>CRM-GTD Smart API</title>
<link rel="stylesheet" href="docs/swagger-ui.css"><link rel="icon" href="docs/favicon-32x32.png"></head>
<body><div id="docs"></div><script src="docs/swagger-ui-bundle.js"></script><script src="docs/start.js"></script></body>
</html>`;
const start =
  "SwaggerUIBundle({ url: 'openapi.json', dom_id: '#docs', deepLinking: true, docExpansion: 'none', persistAuthorization: false });";

/** Made when first asked for, then kept as text: it changes only with a release. */
const documents = new Map<string, string>();
export const openApiText = (base: string): string => {
  const text = documents.get(base) ?? JSON.stringify(openApiDocument(undefined, base));
  documents.set(base, text);
  return text;
};

const withPolicy: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', policy);
  next();
};

/** Below the API's base; the routes of actions need not be tried against these. */
export const isDocs = (path: string): boolean => path.startsWith('/docs') || path === '/openapi.json';

export const docsRouter = (): Router => {
  const router = Router({ strict: true });
  router.get('/openapi.json', (request, response) => void response.type('application/json').send(openApiText(request.baseUrl)));
  router.get('/docs', withPolicy, (_request, response) => void response.type('html').send(page));
  router.get('/docs/start.js', withPolicy, (_request, response) => void response.type('js').send(start));
  for (const file of files) {
    router.get(`/docs/${file}`, withPolicy, (_request, response) => void response.sendFile(file, { root: assets, maxAge: 3_600_000 }));
  }
  return router;
};
