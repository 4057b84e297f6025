import { version } from '../../../config.ts';

/**
 * The web app needs nothing to answer with pages: what they show comes from the gateway, asked by the browser. Its version is for the
 * gateway and for Docker, which ask it directly; whoever comes through a proxy is not told.
 */
export function GET(request: Request): Response {
  const isDirect = !request.headers.has('x-forwarded-for');
  return Response.json({ ready: true, ...(isDirect ? { version } : {}) }, { headers: { 'cache-control': 'no-store' } });
}
