import * as z from 'zod';
import { siteEndpoints } from './site/siteRoute.ts';

const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.number().int().gte(200).lte(599),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('html') }),
  z.strictObject({ kind: z.literal('truncated') }),
  z.strictObject({ kind: z.literal('reset'), at: z.enum(['start', 'body']) }),
  z.strictObject({ kind: z.literal('hang'), at: z.enum(['start', 'body']).optional() }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.number().int().gte(0) }),
  z.strictObject({ kind: z.literal('redirect'), location: z.string() }),
  z.strictObject({ kind: z.literal('empty') }),
  z.strictObject({ kind: z.literal('acceptedButCut') }),
  z.strictObject({ kind: z.literal('acceptedButSilent') }),
  z.strictObject({ kind: z.literal('recordsArrive'), count: z.number().int().gte(1) }),
]);
const mode = { fault, times: z.number().int().gte(1).default(1), always: z.boolean().default(false) };
/** `always` outdoes `times`. */
export const faultBody = z.discriminatedUnion('server', [
  z.strictObject({
    server: z.literal('site'),
    endpoint: z.enum(siteEndpoints),
    ...mode,
  }),
  z.strictObject({
    server: z.literal('azure'),
    endpoint: z.enum(['discovery', 'token', 'ingestion', 'other']),
    ...mode,
  }),
]);
export const roleBody = z.strictObject({ clientId: z.string(), granted: z.boolean() });
/** So many invented records, or these. */
export const recordsBody = z.union([
  z.strictObject({ count: z.number().int().gte(1).lte(100_000), atMs: z.number().int().optional() }),
  z.strictObject({ records: z.array(z.unknown()) }),
]);
