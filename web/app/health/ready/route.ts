import { version } from '../../../config.ts';

/** The web app needs nothing to answer with pages: what they show comes from the gateway, asked by the browser. */
export function GET(): Response {
  return Response.json({ ready: true, version }, { headers: { 'cache-control': 'no-store' } });
}
