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
  /** Of the records in the file's quarantine. */
  readonly quarantined: ReadonlySet<Fingerprint>;
  /** Keys of records in quarantine here that are no longer there: they were delivered, or discarded by a person. */
  readonly settledThere: readonly string[];
}

async function lookAtFile({ store: { disk }, folder, read, site, destination }: ImportOptions): Promise<Look> {
  const own = new Map<Fingerprint, string>();
  for await (const entry of walkQuarantine(disk, path.join(folder, 'quarantine.ndjson'))) {
    own.set(fingerprintOfEntry(entry), entry.id);
  }
  const known = new Set<Fingerprint>();
  const quarantined = new Set<Fingerprint>();
  const hash = createHash('sha256');
  const header = await readRouteFile({
    ...{ read: hashing(read(), hash), site, destination },
    onLine(line) {
      if ('quarantine' in line) quarantined.add(fingerprintOfEntry(line.quarantine));
      else if ('keys' in line) for (const key of line.keys) if (own.has(key)) known.add(key);
    },
  });
  const settledThere = [...known].filter((key) => !quarantined.has(key)).flatMap((key) => own.get(key) ?? []);
  return { header, digest: hash.digest('hex'), quarantined, settledThere };
}

/** Keys, quarantine and ledger, durable when it resolves. */
async function takeOver(
  { folder, store, read, site, destination }: ImportOptions,
  { digest, quarantined }: Look,
  note: (file: string, window: DamagedKeys['window']) => void,
): Promise<void> {
  const { disk } = store;
  const keys = openDeliveredKeys({
    disk,
    folder: path.join(folder, KEYS_FOLDER),
    onDamage: ({ file, window }) => note(file, window),
  });
  const quarantine = createQuarantineFile({ disk, folder });
  const ledger = createLedgerFile({ disk, folder });
  const told = new Set<string>();
  for (const entry of await ledger.read({ limit: Number.POSITIVE_INFINITY })) told.add(portableEntry(entry).id);

  /** Of the file's quarantine, those that have a key there. The others will be read again, as on their own computer. */
  const keyed = new Set<Fingerprint>();
  const addKeys = async (some: readonly Fingerprint[]): Promise<void> => {
    for (const key of some) if (quarantined.has(key)) keyed.add(key);
    const known = await keys.within(spanOf(some));
    const added = some.filter((key) => !known.has(key) && !quarantined.has(key));
    if (added.length > 0) await keys.add(added);
  };
  /**
   * A key of a record that is not in quarantine here means that it was delivered here. So that it still means that after
   * a crash, a record of the file is in quarantine before its key is known.
   */
  const addToQuarantine = async (entry: QuarantineEntry): Promise<void> => {
    const key = fingerprintOfEntry(entry);
    const isKnown = (await keys.within(spanOf([key]))).has(key);
    const isHere = (await quarantine.get(entry.id)) !== undefined;
    if (!isHere && !isKnown) await quarantine.keep([entry]);
    if (!isKnown && keyed.has(key)) await keys.add([key]);
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
      if ('keys' in line) return addKeys(line.keys);
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

function spanOf(keys: readonly Fingerprint[]) {
  let fromMs = Number.POSITIVE_INFINITY;
  let toMs = -1;
  for (const key of keys) {
    const timeMs = timeOf(key);
    if (timeMs === undefined) continue;
    fromMs = Math.min(fromMs, timeMs);
    toMs = Math.max(toMs, timeMs);
  }
  return toMs < 0 ? { fromMs: 0, toMs: 0 } : { fromMs, toMs };
}
