/** The one way to the server. */

export const API = 'noria/v1';

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly evidence: string | null;

  constructor(status: number, code: string, message: string, evidence: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.evidence = evidence;
  }
}

type Param = string | number | boolean | null | undefined;
/** A list is sent as the same name repeated. */
export type Params = Record<string, Param | readonly string[]>;

export function url(path: string, params: Params = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (Array.isArray(value)) for (const v of value) query.append(key, v);
    else if (value !== null && value !== undefined && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return `${API}/${path}${text ? `?${text}` : ''}`;
}

/** Path segments with their slashes and marks escaped. */
export function path(strings: TemplateStringsArray, ...values: string[]): string {
  return strings.reduce(
    (all, part, i) => all + part + (i < values.length ? encodeURIComponent(values[i]!) : ''),
    '',
  );
}

export async function fail(response: Response): Promise<never> {
  let code = '';
  let message = response.statusText;
  let evidence: string | null = null;
  try {
    const body = (await response.json()) as Record<string, unknown>;
    const error = (typeof body.error === 'object' && body.error ? body.error : body) as Record<
      string,
      unknown
    >;
    code = String(error.code ?? error.error_code ?? '');
    message = String(error.message ?? error.error ?? message);
    evidence = typeof error.evidence === 'string' ? error.evidence : null;
  } catch {
    // Not JSON: the status line says what there is to say.
  }
  throw new ApiError(response.status, code, message, evidence);
}

async function call(
  method: string,
  target: string,
  body?: unknown,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(target, {
      method,
      signal: signal ?? null,
      headers: body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (e) {
    if (signal?.aborted) throw e;
    throw new ApiError(0, 'UNREACHABLE', 'The server does not answer. Is it running?');
  }
  return response.ok ? response : fail(response);
}

export async function get<T>(where: string, params?: Params, signal?: AbortSignal): Promise<T> {
  return (await call('GET', url(where, params), undefined, signal)).json() as Promise<T>;
}

export async function getText(
  where: string,
  params?: Params,
  signal?: AbortSignal,
): Promise<string> {
  return (await call('GET', url(where, params), undefined, signal)).text();
}

export async function send<T>(
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  where: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<T> {
  const response = await call(method, url(where), body, signal);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}
