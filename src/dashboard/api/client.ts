/** A refusal in the API's words (RFC 9457), or the absence of an answer: status 0. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** The token of the request; null: it had none. */
  readonly token: string | null;

  constructor(status: number, code: string, detail: string, token: string | null = null) {
    super(detail);
    this.token = token;
    this.status = status;
    this.code = code;
  }
}

const tokenKey = 'pulse.token';

/** Requests of the dashboard: same origin, with the bearer token that the reader gave, if any. */
export class Client {
  get token(): string | null {
    return sessionStorage.getItem(tokenKey);
  }

  /** Kept for this tab only; null forgets it. */
  set token(value: string | null) {
    if (value === null) sessionStorage.removeItem(tokenKey);
    else sessionStorage.setItem(tokenKey, value);
  }

  get headers(): Record<string, string> {
    const { token } = this;
    return token === null ? {} : { authorization: `Bearer ${token}` };
  }

  /** @throws ApiError */
  async get<T>(path: string): Promise<T> {
    const { token } = this;
    const response = await this.#fetch(path, { headers: this.headers });
    // Readiness answers 503 with the same body: that is news, not a failure.
    if (!response.ok && !(path === '/readyz' && response.status === 503)) throw await errorOf(response, token);
    return (await response.json()) as T;
  }

  /** @throws ApiError */
  async post(path: string, body: unknown): Promise<void> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    const response = await this.#fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw await errorOf(response);
  }

  /** @throws ApiError */
  async blob(path: string): Promise<Blob> {
    const { token } = this;
    const response = await this.#fetch(path, { headers: this.headers });
    if (!response.ok) throw await errorOf(response, token);
    return response.blob();
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(path, { ...init, credentials: 'same-origin' });
    } catch {
      throw new ApiError(0, 'unreachable', '');
    }
  }
}

export async function errorOf(response: Response, token: string | null = null): Promise<ApiError> {
  try {
    const problem = (await response.json()) as Record<string, unknown>;
    const text = problem['detail'] ?? problem['title'] ?? response.statusText;
    return new ApiError(response.status, String(problem['code'] ?? ''), String(text), token);
  } catch {
    return new ApiError(response.status, '', response.statusText, token);
  }
}
