import { cookies } from 'next/headers';
import { isLocale, localeCookie } from '../../i18n/locale.ts';

const yearInSeconds = 31_536_000;

/** Remembers the language, so that the first HTML already speaks it; the account's own setting lives in the gateway. */
export async function POST(request: Request): Promise<Response> {
  const wanted = await request.text();
  if (!isLocale(wanted)) return new Response(null, { status: 400 });
  const store = await cookies();
  store.set(localeCookie, wanted, { path: '/', maxAge: yearInSeconds, sameSite: 'lax' });
  return new Response(null, { status: 204 });
}
