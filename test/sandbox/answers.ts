/** A request as the handlers see it: read to its end. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonText(status, JSON.stringify(value), headers);
}

/** For JSON that is text already. */
export function jsonText(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body };
}

export function html(status: number, title: string): Answer {
  const body = `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><form method="post"><h1>${title}</h1><input name="username"><button>Continue</button></form></body></html>`;
  return { status, headers: { 'content-type': 'text/html;charset=UTF-8' }, body };
}

/** The value of a header that occurs once, or an empty string. */
export function headerOf(request: ReceivedRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
