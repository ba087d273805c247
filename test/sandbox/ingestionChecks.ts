import { type Answer, headerOf, json, type ReceivedRequest } from './answers.ts';
import type { TokenMint } from './tokenMint.ts';

/** Where a batch is sent to, from the path of the request. */
export interface IngestionPlace {
  readonly ruleId: string;
  readonly stream: string;
}

/** A data collection rule with one stream, and what its endpoint accepts. */
export interface IngestionRule extends IngestionPlace {
  readonly mint: TokenMint;
  readonly audience: string;
  /** Bytes of a body, both as sent and decompressed. */
  readonly maxBytes: number;
  /** Whether bodies are taken as they come, and looked at later. */
  readonly light: boolean;
  readonly nowMs: () => number;
}

/**
 * Why a request is refused before its body is looked at, or undefined. `publishers` are the ids of the apps that have
 * the role Monitoring Metrics Publisher on the rule. The wording of 403 and of the unknown rule is the real one's.
 */
export function requestRefusal(
  rule: IngestionRule,
  publishers: ReadonlySet<string>,
  request: ReceivedRequest & IngestionPlace,
): Answer | undefined {
  if (request.method !== 'POST') return ingestionFailure(405, 'MethodNotAllowed', 'The HTTP method is not allowed.');
  if (request.url.searchParams.get('api-version') !== '2023-01-01') {
    return ingestionFailure(400, 'InvalidApiVersion', 'The api-version query parameter is missing or not supported.');
  }
  return tokenRefusal(rule, publishers, request) ?? contentRefusal(rule, request);
}

export function tooLong({ maxBytes }: IngestionRule): Answer {
  return ingestionFailure(
    413,
    'ContentLengthLimitExceeded',
    `Maximum allowed content length: ${maxBytes} bytes. Compressed and uncompressed content count alike.`,
  );
}

export function ingestionFailure(status: number, code: string, message: string): Answer {
  return json(status, { error: { code, message } }, { 'x-ms-error-code': code });
}

function tokenRefusal(
  rule: IngestionRule,
  publishers: ReadonlySet<string>,
  { ruleId, stream, ...request }: ReceivedRequest & IngestionPlace,
): Answer | undefined {
  const refuse = (code: string, message: string): Answer => ingestionFailure(401, code, message);
  const [, token] = /^Bearer (\S+)$/u.exec(headerOf(request, 'authorization')) ?? [];
  if (token === undefined) return refuse('MissingAuthenticationToken', 'The authentication token is missing.');
  const claims = rule.mint.read(token);
  if (claims === 'expired') return refuse('AuthenticationTokenExpired', 'The authentication token has expired.');
  if (claims === 'invalid') return refuse('InvalidAuthenticationToken', 'The authentication token is invalid.');
  if (claims.aud !== rule.audience) {
    return refuse('InvalidAudience', `The authentication token is for '${claims.aud}', which is not valid here.`);
  }
  const immutableId = `data collection rule with immutable Id '${ruleId}'`;
  if (ruleId !== rule.ruleId) return ingestionFailure(404, 'NotFound', `D${immutableId.slice(1)} not found.`);
  if (!publishers.has(claims.appid)) {
    const message = `The authentication token provided does not have access to ingest data for the ${immutableId}.`;
    return ingestionFailure(403, 'OperationFailed', message);
  }
  if (stream === rule.stream) return undefined;
  return ingestionFailure(404, 'NotFound', `Stream '${stream}' not found in the ${immutableId}.`);
}

function contentRefusal(rule: IngestionRule, request: ReceivedRequest): Answer | undefined {
  const type = headerOf(request, 'content-type').split(';')[0]?.trim().toLowerCase();
  const encoding = headerOf(request, 'content-encoding');
  if (type !== 'application/json') {
    return ingestionFailure(415, 'UnsupportedMediaType', 'The content type must be application/json.');
  }
  if (!['', 'identity', 'gzip'].includes(encoding)) {
    return ingestionFailure(415, 'UnsupportedMediaType', 'The content encoding must be gzip or identity.');
  }
  return request.body.byteLength > rule.maxBytes ? tooLong(rule) : undefined;
}
