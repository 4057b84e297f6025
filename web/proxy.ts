import { type NextRequest, NextResponse } from 'next/server';
import { isDevelopment } from './config.ts';
import { contentPolicy } from './content-policy.ts';

/** Pages are read; nothing of this app is posted to them. Next's own tools for development are. */
const reads = new Set(isDevelopment ? ['GET', 'HEAD', 'POST'] : ['GET', 'HEAD']);

/** A nonce per answer. Next reads it from the request's policy and puts it on the scripts it writes. */
export const proxy = (request: NextRequest): NextResponse => {
  if (!reads.has(request.method)) return new NextResponse(null, { status: 405, headers: { allow: [...reads].join(', ') } });
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const policy = contentPolicy(nonce, isDevelopment);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set('content-security-policy', policy);
  return answer;
};

/** Pages only: files that anybody may keep must not differ from answer to answer. */
export const config = { matcher: ['/((?!_next/|icon\\.svg|health/).*)'] };
