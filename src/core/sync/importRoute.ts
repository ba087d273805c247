import { createHash } from 'node:crypto';
import path from 'node:path';
import { Failure } from '../failure.ts';
import { type DamagedKeys, openDeliveredKeys } from './deliveredKeys.ts';
import type { LedgerEntry } from './ledger.ts';
import { createLedgerFile } from './ledgerFile.ts';
import { mergeStates } from './mergeStates.ts';
import { KEYS_FOLDER } from './openRoute.ts';
import { createQuarantineFile, type QuarantineEntry } from './quarantineFile.ts';
import { type Fingerprint, fingerprintOf, timeOf } from './recordId.ts';
import { portableEntry, type RouteFileHeader, readRouteFile } from './routeFile.ts';
import type { RouteStore } from './routeStore.ts';
import { walkQuarantine } from './walkQuarantine.ts';

export interface ImportOptions {
  /** Holds the lease of the route; nothing else is done with it meanwhile. */
  readonly store: RouteStore;
  /** Of the route. */
  readonly folder: string;
  readonly site: string;
  readonly destination: string;
  readonly nowMs: () => number;
  /** Reads the file from its beginning. Called twice: nothing is changed before all of it was looked at. */
  readonly read: () => AsyncIterable<Buffer>;
}

/**
 * Takes over what `exportRoute` has written, also into a route that was synced before. Throws `importNotFitting` and
 * `importDamaged`, see `readRouteFile`, and whatever the disk and `read` throw. Whatever stopped it, it can be done
 * again, and comes to the same; until it is through, the state claims nothing new.
 */
export async function importRoute(options: ImportOptions): Promise<void> {
  const { store, folder, nowMs } = options;
  const { disk } = store;
  const look = await lookAtFile(options);
  const noted: LedgerEntry[] = [];
  const note = (file: string, window: DamagedKeys['window']): void => {
    noted.push({ type: 'damaged', id: `damaged ${file} ${look.digest}`, atMs: nowMs(), file, window });
  };
  await takeOver(options, look, note);
  store.lost.throwIfAborted();
  const quarantine = createQuarantineFile({ disk, folder, onDamage: (file) => note(file, undefined) });
  await quarantine.remove(look.settledThere);
  const imported = { type: 'imported', id: `imported ${look.digest}`, atMs: nowMs() } as const;
  await store.save((state) => mergeStates(state, look.header.state), [...noted, imported]);
}

interface Look {
  readonly header: RouteFileHeader;
  readonly digest: string;
  /** Keys of records in quarantine here that were delivered there, or discarded by a person. */
  readonly settledThere: readonly string[];
}

async function lookAtFile({ store: { disk }, folder, read, site, destination }: ImportOptions): Promise<Look> {
  const own = new Map<Fingerprint, string>();
  for await (const entry of walkQuarantine(disk, path.join(folder, 'quarantine.ndjson'))) {
    own.set(fingerprintOfEntry(entry), entry.id);
  }
  const settledThere: string[] = [];
  const hash = createHash('sha256');
  const header = await readRouteFile({
    ...{ read: hashing(read(), hash), site, destination },
    onLine(line) {
      if ('keys' in line) settledThere.push(...line.keys.flatMap((key) => own.get(key) ?? []));
    },
  });
  return { header, digest: hash.digest('hex'), settledThere };
}

/** Keys, quarantine and ledger, durable when it resolves. */
async function takeOver(
  { folder, store, read, site, destination }: ImportOptions,
  { digest }: Look,
  note: (file: string, window: DamagedKeys['window']) => void,
): Promise<void> {
  const { disk } = store;
  const keys = openDeliveredKeys({
    disk,
    folder: path.join(folder, KEYS_FOLDER),
    onDamage: ({ file, window }) => note(file, window),
    counts: store.keyCounts,
  });
  const quarantine = createQuarantineFile({ disk, folder });
  const ledger = createLedgerFile({ disk, folder });
  const told = new Set<string>();
  for (const entry of await ledger.read({ limit: Number.POSITIVE_INFINITY })) told.add(portableEntry(entry).id);

  /** What was delivered on either computer does not come back: the keys of both are known by now. */
  const addToQuarantine = async (entry: QuarantineEntry): Promise<void> => {
    const key = fingerprintOfEntry(entry);
    const atMs = timeOf(key) ?? 0;
    const isKnown = (await keys.within({ fromMs: atMs, toMs: atMs })).has(key);
    if (!isKnown && (await quarantine.get(entry.id)) === undefined) await quarantine.keep([entry]);
  };
  const addLines = async (lines: readonly LedgerEntry[]): Promise<void> => {
    const added = lines.filter(({ id }) => !told.has(id));
    await ledger.append(added);
  };

  let lines: LedgerEntry[] = [];
  const hash = createHash('sha256');
  await readRouteFile({
    ...{ read: hashing(read(), hash), site, destination },
    async onLine(line) {
      store.lost.throwIfAborted();
      if ('keys' in line) return keys.add(line.keys);
      if ('quarantine' in line) return addToQuarantine(line.quarantine);
      lines.push(portableEntry(line.ledger));
      if (lines.length < LINES_AT_ONCE) return;
      await addLines(lines);
      lines = [];
    },
  });
  await addLines(lines);
  if (hash.digest('hex') !== digest) throw new Failure('importDamaged', { where: '', remark: 'changedMeanwhile' });
}

const LINES_AT_ONCE = 500;

async function* hashing(read: AsyncIterable<Buffer>, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  for await (const chunk of read) {
    hash.update(chunk);
    yield chunk;
  }
}

function fingerprintOfEntry({ id, timeMs }: QuarantineEntry): Fingerprint {
  return fingerprintOf({ timeMs, key: id });
}
