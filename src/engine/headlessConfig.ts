import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { parseProxyAddress } from '../core/network/proxyAddress.ts';
import { isIntervalMinutes } from '../core/organization/organization.ts';
import { parseSiteAddress } from '../core/organization/siteAddress.ts';
import { isDay } from '../core/organization/tokenExpiry.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import { type InputField, readAzureInput, readFolderInput } from '../core/sentinel/destinationInput.ts';
import type { SinkRequest, SourceRequest } from './engineRequest.ts';
import { INPUT_EXPECTED, membersOf, mistake, mustBe, SITE_REASONS } from './headlessMistakes.ts';

/** What a process without VS Code is to do. */
export interface HeadlessConfig {
  readonly organizations: readonly HeadlessOrganization[];
  readonly sink: SinkRequest;
  readonly stateFolder: string;
  /** How often everything is synced, until the process is stopped; or how many times. */
  readonly rhythm: { readonly intervalMinutes: number } | { readonly passes: number };
  readonly lookBackMs: number;
  readonly settleMs: number;
  readonly proxy: string;
}

export interface HeadlessOrganization {
  /** The same for each start, whatever it is called. */
  readonly id: string;
  readonly name: string;
  /** The oldest instant to read at first; undefined for everything that the site keeps. */
  readonly fromMs: number | undefined;
  readonly source: Extract<SourceRequest, { kind: 'confluence' }>;
}

export interface ConfigText {
  readonly text: string;
  /** Of the file that it is from: what is relative in it is relative to that. */
  readonly folder: string;
  /** Where the tokens and the secret are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/** Throws an Error whose message has a sentence for each mistake, on a line of its own. */
export function readHeadlessConfig({ text, folder, environment, nowMs }: ConfigText): HeadlessConfig {
  const read = configSchema(environment, nowMs).safeParse(parse(text));
  if (!read.success) throw new Error(read.error.issues.map(mistake).join('\n'));
  const { organizations, destination, stateFolder, intervalMinutes, passes = 1, ...given } = read.data;
  return {
    organizations,
    sink: destination,
    stateFolder: path.resolve(folder, stateFolder),
    rhythm: intervalMinutes === undefined ? { passes } : { intervalMinutes },
    lookBackMs: Math.round(given.lookBackMinutes * 60_000),
    settleMs: Math.round(given.settleSeconds * 1000),
    proxy: given.proxy,
  };
}

function parse(text: string): unknown {
  const said = parseError(text);
  if (said === undefined) return JSON.parse(text);
  if (/end of JSON/.test(said)) throw new Error('It is not JSON: it ends too early.');
  // Of what it says, only where: it quotes the text, in which there may be a password.
  throw new Error(`It is not JSON: see ${/line \d+ column \d+/.exec(said)?.[0] ?? placeOf(text, isUnexpected)}.`);
}

function parseError(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** Node says of such a place what is there, and not where it is. */
function isUnexpected(text: string): boolean {
  return /^Unexpected token/.test(parseError(text) ?? '');
}

/** Where the shortest beginning of a text ends that is so; all longer ones are so, too. */
function placeOf(text: string, isSo: (beginning: string) => boolean): string {
  let [short, long] = [0, text.length];
  while (long - short > 1) {
    const middle = Math.floor((short + long) / 2);
    if (isSo(text.slice(0, middle))) long = middle;
    else short = middle;
  }
  const lines = text.slice(0, long).split('\n');
  return `line ${lines.length} column ${lines.at(-1)?.length ?? 0}`;
}

type Environment = ConfigText['environment'];

function configSchema(environment: Environment, nowMs: number) {
  const { error: positive } = mustBe('a whole number of at least 1');
  return membersOf({
    organizations: z
      .array(organizationSchema(environment, nowMs), mustBe('a list of at least one organization'))
      .min(1, mustBe('a list of at least one organization'))
      .superRefine(differ),
    destination: z.discriminatedUnion('kind', [azureSchema(environment), folderSchema], {
      error: (issue) =>
        issue.code === 'invalid_union' ? KIND : mustBe('an object with kind, "azure" or "folder"').error(issue),
    }),
    stateFolder: filled('the path of a folder'),
    intervalMinutes: z.number(mustBe(INTERVAL)).refine(isIntervalMinutes, mustBe(INTERVAL)).optional(),
    passes: z.int({ error: positive }).min(1, { error: positive }).optional(),
    lookBackMinutes: z
      .number(mustBe('a number of minutes, 0 or more'))
      .min(0, mustBe('a number of minutes, 0 or more'))
      .default(60),
    settleSeconds: z
      .number(mustBe('a number of seconds, 0 or more'))
      .min(0, mustBe('a number of seconds, 0 or more'))
      .default(5),
    proxy: z
      .string(mustBe(PROXY))
      .refine((typed) => typeof parseProxyAddress(typed) !== 'string', mustBe(PROXY))
      .default(''),
  }).refine(({ intervalMinutes, passes }) => (intervalMinutes === undefined) !== (passes === undefined), {
    error: 'must have one of intervalMinutes and passes, and not both',
    // Also beside other mistakes: all are to be told at once.
    when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  });
}

const KIND = 'must be "azure" or "folder"';
const INTERVAL = 'a whole number from 1 to 1440';
const PROXY = 'the address of a proxy: http://host:port or http://user:password@host:port, or the same with https';

function filled(expected: string) {
  return z.string(mustBe(expected)).trim().min(1, mustBe(expected));
}

function organizationSchema(environment: Environment, nowMs: number) {
  return membersOf({
    name: filled('a name to tell organizations apart by'),
    site: filled(SITE).transform((typed, context) => {
      const address = parseSiteAddress(typed);
      if (address.ok) return address.site;
      context.addIssue(`must be ${SITE}: ${SITE_REASONS[address.problem]}`);
      return z.NEVER;
    }),
    userName: filled('the e-mail address of the Atlassian account that the token belongs to'),
    tokenVariable: secretIn(environment, 'API token'),
    tokenExpiresOn: z.string(mustBe(DAY)).refine(isDay, mustBe(DAY)).optional(),
    from: instant
      .refine((fromMs) => fromMs === undefined || fromMs <= nowMs, { error: 'must not be in the future' })
      .optional(),
  }).transform(({ name, site, userName, tokenVariable: apiToken, tokenExpiresOn, from }): HeadlessOrganization => {
    const id = createHash('sha256').update(`${site}\n${userName}`).digest('hex').slice(0, 16);
    return { id, name, fromMs: from, source: { kind: 'confluence', site, userName, apiToken, tokenExpiresOn } };
  });
}

const SITE = 'the address of a Confluence Cloud site such as acme.atlassian.net';
const DAY = 'a day such as 2026-12-31';

/** Gives what a variable of the environment holds. */
function secretIn(environment: Environment, secret: string) {
  const expected = `the name of an environment variable that holds the ${secret}`;
  return filled(expected).transform((name, context) => {
    const value = environment[name]?.trim();
    if (value) return value;
    // Not even its name: whoever writes the secret itself here must not find it in a log.
    context.addIssue(`must be ${expected}: there is no variable of this name, or it is empty`);
    return z.NEVER;
  });
}

const { error: notInstant } = mustBe('"everything", a date such as 2026-01-31 or epoch milliseconds');

/** Epoch milliseconds; undefined for everything. */
const instant = z.union([z.string(), z.number()], { error: notInstant }).transform((given, context) => {
  if (given === 'everything') return undefined;
  const atMs = typeof given === 'number' ? given : parseDate(given);
  if (Number.isSafeInteger(atMs) && atMs >= 0) return atMs;
  context.addIssue(notInstant({ input: given }));
  return z.NEVER;
});

/** Also refuses days that no month has. */
function parseDate(text: string): number {
  const day = /^\d{4}-\d{2}-\d{2}/.exec(text)?.[0];
  return day === undefined || isDay(day) ? Date.parse(text) : Number.NaN;
}

/** Two that are the same would wait for each other; two of the same name could not be told apart. */
function differ(organizations: readonly HeadlessOrganization[], context: z.RefinementCtx): void {
  for (const [at, { id, name }] of organizations.entries()) {
    const before = organizations.slice(0, at);
    const same = before.findIndex((other) => other.id === id);
    if (same >= 0) {
      const message = `must have another site or another userName than organizations[${same}]`;
      context.addIssue({ code: 'custom', path: [at], message });
    }
    if (before.some((other) => other.name === name)) {
      context.addIssue({
        code: 'custom',
        path: [at, 'name'],
        message: 'must be a name that no other organization has',
      });
    }
  }
}

const CLOUDS = ['public', 'usGovernment', 'china'] as const;

function azureSchema(environment: Environment) {
  const text = (field: InputField) => z.string(mustBe(INPUT_EXPECTED[field]));
  const own = z.strictObject({ authorityHost: z.string(), audience: z.string() });
  return membersOf({
    kind: z.literal('azure'),
    ...{ endpoint: text('endpoint'), ruleId: text('ruleId'), stream: text('streamName') },
    ...{ tenantId: text('tenantId'), clientId: text('clientId') },
    cloud: z.union([z.enum(CLOUDS), own], mustBe(INPUT_EXPECTED.cloud)),
    secretVariable: secretIn(environment, 'client secret'),
  }).transform(({ kind, stream, cloud, secretVariable: clientSecret, ...given }, context): SinkRequest => {
    const own = typeof cloud === 'string' ? { authorityHost: '', audience: '' } : cloud;
    const name = typeof cloud === 'string' ? cloud : 'custom';
    const input = readAzureInput({ ...given, ...own, streamName: stream, cloud: name });
    if (input.ok) return { destination: { ...NAMELESS, kind, ...input.value }, clientSecret };
    for (const { field } of input.problems) {
      const message = `must be ${INPUT_EXPECTED[field]}`;
      context.addIssue({ code: 'custom', path: [...(PLACES[field] ?? [field])], message });
    }
    return z.NEVER;
  });
}

const folderSchema = membersOf({
  kind: z.literal('folder'),
  folder: z.string(mustBe(INPUT_EXPECTED.folder)),
}).transform(({ kind, folder }, context): SinkRequest => {
  const input = readFolderInput(folder);
  if (input.ok) return { destination: { ...NAMELESS, kind, ...input.value }, clientSecret: undefined };
  context.addIssue({ code: 'custom', path: ['folder'], message: `must be ${INPUT_EXPECTED.folder}` });
  return z.NEVER;
});

/** There is only one. */
const NAMELESS = { id: 'destination', displayName: 'destination' } satisfies Partial<Destination>;
const PLACES: Readonly<Partial<Record<InputField, readonly string[]>>> = {
  streamName: ['stream'],
  authorityHost: ['cloud', 'authorityHost'],
  audience: ['cloud', 'audience'],
};
