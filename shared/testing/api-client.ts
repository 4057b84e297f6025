/** One caller of the HTTP API as a test plays him: his cookies and his access token are kept between requests. */
export type ApiAnswer = Readonly<{ status: number; headers: Headers; body: unknown; text: string }>;

export type ApiRequest = Readonly<{
  /** Sent as JSON; a string or bytes are sent as they are. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
  /** False to leave the access token out. */
  signed?: boolean;
}>;

export type ApiClient = {
  token: string | undefined;
  cookies: Map<string, string>;
  request(method: string, path: string, options?: ApiRequest): Promise<ApiAnswer>;
  get(path: string, options?: ApiRequest): Promise<ApiAnswer>;
  post(path: string, body?: unknown, options?: ApiRequest): Promise<ApiAnswer>;
  patch(path: string, body?: unknown, options?: ApiRequest): Promise<ApiAnswer>;
};

const contentOf = (body: unknown): { content: string | Uint8Array | FormData | undefined; type: Record<string, string> } => {
  if (body === undefined) return { content: undefined, type: {} };
  if (typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData) return { content: body, type: {} };
  return { content: JSON.stringify(body), type: { 'content-type': 'application/json' } };
};

const parsed = (text: string, type: string): unknown => (type.includes('json') && text !== '' ? JSON.parse(text) : undefined);

const keepCookies = (cookies: Map<string, string>, headers: Headers): void => {
  for (const line of headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name);
    else cookies.set(name, value);
  }
};

export const apiClient = (base: string): ApiClient => {
  const client: ApiClient = {
    token: undefined,
    cookies: new Map(),
    request: async (method, path, { body, headers = {}, signed = true } = {}) => {
      const { content, type } = contentOf(body);
      const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(`${base}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...type,
          ...(cookie ? { cookie } : {}),
          ...(signed && client.token ? { authorization: `Bearer ${client.token}` } : {}),
          ...headers,
        },
        ...(content === undefined ? {} : { body: content }),
      });
      const text = await response.text();
      keepCookies(client.cookies, response.headers);
      return { status: response.status, headers: response.headers, text, body: parsed(text, response.headers.get('content-type') ?? '') };
    },
    get: (path, options) => client.request('GET', path, options),
    post: (path, body, options) => client.request('POST', path, { ...options, body }),
    patch: (path, body, options) => client.request('PATCH', path, { ...options, body }),
  };
  return client;
};
