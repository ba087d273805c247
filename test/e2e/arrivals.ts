import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { recordKey } from '../../src/core/audit/recordKey.ts';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { extensionId } from '../run/extensionManifest.ts';
import type { Sandbox } from '../sandbox/startSandbox.ts';
import type { Vscode } from '../vscode/startVscode.ts';

const rowSchema = z.looseObject({ EventOriginalUid: z.string(), CreationDate: z.number().nullable() });
type ArrivedRow = z.infer<typeof rowSchema>;

/** The rows that arrived at the sandbox's Azure, in that order. */
export function arrivedRows({ azure }: Sandbox): readonly ArrivedRow[] {
  return azure.received(azure.stream).map((row) => rowSchema.parse(row));
}

export function arrivedCount({ azure }: Sandbox): number {
  return azure.counters().rows;
}

/** What has to be at the destination, and what may be there. */
export interface Expected {
  readonly wanted: readonly SampleRecord[];
  /** By default just what is wanted. */
  readonly allowed?: readonly SampleRecord[];
}

/** How many records that are wanted are not at the destination, and how many are there that may not, or once too often. */
export function compare(sandbox: Sandbox, { wanted, allowed = wanted }: Expected) {
  const count = (records: readonly SampleRecord[]) =>
    countBy(records.map((record) => recordKey(sandbox.site.url, record)));
  // The second of two twins has a key that ends with its number.
  const found = countBy(arrivedRows(sandbox).map((row) => row.EventOriginalUid.slice(0, KEY_LENGTH)));
  const excess = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number =>
    [...one].reduce((sum, [key, times]) => sum + Math.max(0, times - (other.get(key) ?? 0)), 0);
  return { missing: excess(count(wanted), found), repeated: excess(found, count(allowed)) };
}

export const EACH_ONCE = { missing: 0, repeated: 0 };

const KEY_LENGTH = 32;

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

export function recordsOf({ site }: Sandbox, { fromMs, toMs }: AuditWindow): readonly SampleRecord[] {
  return site.records().filter(({ creationDate }) => creationDate >= fromMs && creationDate <= toMs);
}

/** What a first sync over so many days sends of a site that was added between two instants. */
export function firstSent(sandbox: Sandbox, added: AuditWindow, days: number): Required<Expected> {
  const since = (addedMs: number) =>
    recordsOf(sandbox, { fromMs: addedMs - days * DAY_MS, toMs: Number.POSITIVE_INFINITY });
  return { wanted: since(added.toMs), allowed: since(added.fromMs) };
}

export const DAY_MS = 86_400_000;

const ledgerLineSchema = z.looseObject({ type: z.string(), id: z.string(), records: z.number().optional() });

/** Records of batches that may have arrived without being acknowledged, as the only route's ledger tells. */
export async function recordsInDoubt(vscode: Vscode): Promise<number> {
  const text = await readFile(path.join(await routeFolder(vscode), 'ledger.ndjson'), 'utf8');
  const lines = text.split('\n').filter(Boolean);
  const entries = lines.map((line) => ledgerLineSchema.parse(JSON.parse(line)));
  const doubts = new Map(entries.filter(({ type }) => type === 'inDoubt').map((entry) => [entry.id, entry]));
  return [...doubts.values()].reduce((sum, { records = 0 }) => sum + records, 0);
}

const leaseSchema = z.object({ holder: z.object({ pid: z.number() }), released: z.boolean() });

/** The process that has the right to sync the only route; undefined where none has. */
export async function leaseHolderPid(vscode: Vscode): Promise<number | undefined> {
  const folder = await routeFolder(vscode);
  const epochs = (await readdir(folder)).flatMap((name) => /^lease\.(\d+)$/.exec(name)?.[1] ?? []).map(Number);
  const text = await readFile(path.join(folder, `lease.${Math.max(...epochs)}`), 'utf8').catch(() => '');
  if (text === '') return undefined;
  const { holder, released } = leaseSchema.parse(JSON.parse(text));
  return released ? undefined : holder.pid;
}

/** Where everything about the only organization and its destination is kept. */
export async function routeFolder({ stateFolder }: Vscode): Promise<string> {
  const sync = path.join(stateFolder, 'data', 'User', 'globalStorage', extensionId, 'sync');
  const [only, ...others] = (await readdir(sync)).filter((name) => ROUTE.test(name));
  if (only === undefined || others.length > 0) throw new Error('There is not just one route.');
  return path.join(sync, only);
}

const ROUTE = /^[\w-]+\.[0-9a-f]{16}$/;
