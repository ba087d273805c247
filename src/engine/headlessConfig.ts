import { createHash } from 'node:crypto';
import path from 'node:path';
import * as z from 'zod';
import { parseProxyAddress } from '../core/network/proxyAddress.ts';
import { isIntervalMinutes } from '../core/organization/organization.ts';
import { parseSiteAddress } from '../core/organization/siteAddress.ts';
import { isDay } from '../core/organization/tokenExpiry.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import { type InputProblem, readAzureInput, readFolderInput } from '../core/sentinel/destinationInput.ts';
import type { SinkRequest, SourceRequest } from './engineRequest.ts';

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
}

/** Throws an Error whose message names every mistake by its place. */
export function readHeadlessConfig({ text, folder, environment }: ConfigText): HeadlessConfig {
  const read = configSchema(environment).safeParse(parse(text));
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
  try {
    return JSON.parse(text);
  } catch (error) {
    // Of what it says, only where: it quotes the text, in which there may be a password.
    const where = /(?:at )?(?:line \d+ column \d+|position \d+)/.exec(error instanceof Error ? error.message : '');
    throw new Error(`It is not JSON${where === null ? '' : `: a mistake ${where[0]}`}.`);
  }
}

function mistake({ path: place, message }: z.core.$ZodIssue): string {
  const name = place.map((each) => (typeof each === 'number' ? `[${each}]` : `.${String(each)}`)).join('');
  return `${name.replace(/^\./, '') || 'the whole'}: ${message}`;
}

type Environment = ConfigText['environment'];

function configSchema(environment: Environment) {
  return z
    .strictObject({
      organizations: z.array(organizationSchema(environment)).min(1).superRefine(differ),
      destination: z.discriminatedUnion('kind', [azureSchema(environment), folderSchema]),
      stateFolder: filled,
      intervalMinutes: z.number().refine(isIntervalMinutes, 'must be a whole number from 1 to 1440').optional(),
      passes: z.int().min(1).optional(),
      lookBackMinutes: z.number().min(0).default(60),
      settleSeconds: z.number().min(0).default(5),
      proxy: z
        .string()
        .refine((typed) => typeof parseProxyAddress(typed) !== 'string', 'is not the address of a proxy')
        .default(''),
    })
    .refine(({ intervalMinutes, passes }) => (intervalMinutes === undefined) !== (passes === undefined), {
      error: 'takes either intervalMinutes or passes',
      // Also beside other mistakes: all are to be told at once.
      when: ({ value }) => typeof value === 'object' && value !== null,
    });
}

const filled = z.string().trim().min(1, 'must not be empty');

function organizationSchema(environment: Environment) {
  return z
    .strictObject({
      name: filled,
      site: filled.transform((typed, context) => {
        const address = parseSiteAddress(typed);
        if (address.ok) return address.site;
        context.addIssue(`is not the address of a Confluence Cloud site (${address.problem})`);
        return z.NEVER;
      }),
      userName: filled,
      tokenVariable: secretIn(environment),
      tokenExpiresOn: z.string().refine(isDay, 'is not a day such as 2026-12-31').optional(),
      from: instant.optional(),
    })
    .transform(({ name, site, userName, tokenVariable: apiToken, tokenExpiresOn, from }): HeadlessOrganization => {
      const id = createHash('sha256').update(`${site}\n${userName}`).digest('hex').slice(0, 16);
      return { id, name, fromMs: from, source: { kind: 'confluence', site, userName, apiToken, tokenExpiresOn } };
    });
}

/** Gives what a variable of the environment holds. */
function secretIn(environment: Environment) {
  return filled.transform((name, context) => {
    const secret = environment[name]?.trim();
    if (secret) return secret;
    // Not even its name: whoever writes the secret itself here must not find it in a log.
    context.addIssue('names no variable of the environment, or an empty one');
    return z.NEVER;
  });
}

/** Epoch milliseconds; undefined for everything. */
const instant = z.union([z.string(), z.number()]).transform((given, context) => {
  if (given === 'everything') return undefined;
  const atMs = typeof given === 'number' ? given : parseDate(given);
  if (Number.isSafeInteger(atMs) && atMs >= 0) return atMs;
  context.addIssue('is neither "everything" nor a date such as 2026-01-31 nor epoch milliseconds');
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
    if (same >= 0) context.addIssue({ code: 'custom', path: [at], message: `is the same as organizations[${same}]` });
    if (before.some((other) => other.name === name)) {
      context.addIssue({ code: 'custom', path: [at, 'name'], message: 'is the name of another one' });
    }
  }
}

const CLOUDS = ['public', 'usGovernment', 'china'] as const;

function azureSchema(environment: Environment) {
  return z
    .strictObject({
      kind: z.literal('azure'),
      ...{ endpoint: z.string(), ruleId: z.string(), stream: z.string(), tenantId: z.string(), clientId: z.string() },
      cloud: z.union([z.enum(CLOUDS), z.strictObject({ authorityHost: z.string(), audience: z.string() })]),
      secretVariable: secretIn(environment),
    })
    .transform(({ kind, stream, cloud, secretVariable: clientSecret, ...given }, context): SinkRequest => {
      const own = typeof cloud === 'string' ? { authorityHost: '', audience: '' } : cloud;
      const name = typeof cloud === 'string' ? cloud : 'custom';
      const input = readAzureInput({ ...given, ...own, streamName: stream, cloud: name });
      if (input.ok) return { destination: { ...NAMELESS, kind, ...input.value }, clientSecret };
      for (const { field, problem } of input.problems) {
        context.addIssue({ code: 'custom', path: [...(PLACES[field] ?? [field])], message: problemText(problem) });
      }
      return z.NEVER;
    });
}

const folderSchema = z
  .strictObject({ kind: z.literal('folder'), folder: z.string() })
  .transform(({ kind, folder }, context): SinkRequest => {
    const input = readFolderInput(folder);
    if (input.ok) return { destination: { ...NAMELESS, kind, ...input.value }, clientSecret: undefined };
    for (const { problem } of input.problems) {
      context.addIssue({ code: 'custom', path: ['folder'], message: problemText(problem) });
    }
    return z.NEVER;
  });

/** There is only one. */
const NAMELESS = { id: 'destination', displayName: 'destination' } satisfies Partial<Destination>;
const PLACES: Readonly<Partial<Record<InputProblem['field'], readonly string[]>>> = {
  streamName: ['stream'],
  authorityHost: ['cloud', 'authorityHost'],
  audience: ['cloud', 'audience'],
};

function problemText(problem: InputProblem['problem']): string {
  const texts: Readonly<Record<InputProblem['problem'], string>> = {
    empty: 'must not be empty',
    notHttpsAddress: 'is not an https address',
    notRuleId: 'is not the immutable id of a data collection rule (dcr- and 32 hexadecimal digits)',
    notStreamName: 'is not the name of a stream (Custom-…)',
    notTenant: 'is neither the id nor a domain of a tenant',
    notClientId: 'is not the id of an application',
    notAbsolutePath: 'is not an absolute path',
  };
  return texts[problem];
}
