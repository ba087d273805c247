import { type Dispatcher, request } from 'undici';
import { Failure } from '../failure.ts';
import { createDispatcher, type Timeouts } from '../network/dispatcher.ts';
import { networkFailure } from '../network/networkFailure.ts';
import type { NetworkSettings } from '../network/networkSettings.ts';
import { unlessAborted } from '../network/unlessAborted.ts';
import type { SiteCredential } from '../organization/organization.ts';
import { type AnswerHead, readAnswerHead } from './answerHead.ts';
import { failureOfStatus } from './siteFailures.ts';

/** One Confluence site over HTTPS: the only way from this folder to the network. */
export interface ConfluenceHttp {
  /**
   * Reads a JSON answer. `path` begins with a slash and carries its query. Throws a Failure for whatever is
   * not a complete JSON answer with status 200, and the signal's reason when it is aborted.
   */
  getJson(path: string, signal: AbortSignal): Promise<unknown>;
  /** What the last answer said besides its body, whatever its status; undefined before the first one. */
  lastAnswer(): AnswerHead | undefined;
  close(): Promise<void>;
}

export interface ConfluenceHttpOptions {
  /** Origin, for instance `https://acme.atlassian.net`. */
  readonly site: string;
  /** Undefined for what anybody may ask. */
  readonly credential: SiteCredential | undefined;
  /** Where the paths begin, without a trailing slash; by default the site itself. */
  readonly base?: string;
  /** Names this product and its version to Atlassian. */
  readonly userAgent: string;
  readonly network: NetworkSettings;
  readonly nowMs: () => number;
  readonly timeouts?: Timeouts;
}

export function createConfluenceHttp(options: ConfluenceHttpOptions): ConfluenceHttp {
  const { site, base = site, credential, userAgent, network, nowMs, timeouts = DEFAULT_TIMEOUTS } = options;
  const dispatcher = createDispatcher(network, timeouts);
  const headers = {
    accept: 'application/json',
    'user-agent': userAgent,
    ...(credential === undefined ? {} : { authorization: basic(credential) }),
  };
  // What goes wrong at the gateway is told of the gateway.
  const where = new URL(base).origin;
  let last: AnswerHead | undefined;
  return {
    async getJson(path, signal) {
      signal.throwIfAborted();
      try {
        // Redirects are not followed: a login page is no answer, and credentials stay with the host they belong to.
        const response = await unlessAborted(request(base + path, { dispatcher, headers, signal }), signal);
        last = readAnswerHead(response.headers, nowMs());
        return await readJson(response, { where, retryAfterMs: last.retryAfterMs });
      } catch (error) {
        signal.throwIfAborted();
        throw error instanceof Failure ? error : networkFailure(error, where);
      }
    },
    lastAnswer: () => last,
    close: () => dispatcher.destroy(),
  };
}

function basic({ userName, apiToken }: SiteCredential): string {
  return `Basic ${Buffer.from(`${userName}:${apiToken}`).toString('base64')}`;
}

/** A page of a large log takes a site some seconds; somebody may be waiting for the verdict. */
const DEFAULT_TIMEOUTS = { connectMs: 10_000, answerMs: 30_000 };
/** More than any page of 1,000 records that was ever seen, and small enough to hold. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Enough of an error page to tell its cause. */
const ERROR_BODY_CHARACTERS = 4096;

interface Expected {
  readonly where: string;
  readonly retryAfterMs: number | undefined;
}

async function readJson(response: Dispatcher.ResponseData, { where, retryAfterMs }: Expected): Promise<unknown> {
  const status = response.statusCode;
  const contentType = String(response.headers['content-type'] ?? '');
  const text = await readText(response, where);
  if (status !== 200) {
    const code = failureOfStatus(status, isPage(contentType, text) ? '' : text.slice(0, ERROR_BODY_CHARACTERS));
    throw new Failure(code, { where, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  }
  if (isPage(contentType, text)) {
    throw new Failure('siteNotJson', { where, status, remark: `content type ${contentType || 'missing'}` });
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('siteCutOff', { where, status, remark: `no complete JSON in ${text.length} characters` });
  }
}

/** Of a proxy, a firewall or a login: whatever its words are, they are not the site's answer. */
function isPage(contentType: string, text: string): boolean {
  return /html/i.test(contentType) || /^\s*</.test(text);
}

async function readText(response: Dispatcher.ResponseData, where: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += (chunk as Buffer).length;
    if (bytes > MAX_BODY_BYTES) {
      throw new Failure('siteUnexpectedAnswer', { where, remark: `answer larger than ${MAX_BODY_BYTES} bytes` });
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
