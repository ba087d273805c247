import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';

/** Things with a secret each: the thing in global state, its secret in SecretStorage, never the other way round. */
export interface ProtectedStore<T extends { readonly id: string }> {
  readonly onDidChange: vscode.Event<void>;
  /** In the order of their names. */
  list(): readonly T[];
  get(id: string): T | undefined;
  /** Another text whenever the thing or its secret was stored anew; says nothing of the secret itself. */
  revisionOf(id: string): string;
  /** The secret that was stored for just this: undefined when what it belongs to has changed since. */
  secretOf(thing: T): Promise<string | undefined>;
  add(thing: T, secret: string | undefined): Promise<void>;
  /**
   * Changes the thing as it is now, which may not be as the caller last saw it; `secret` undefined keeps the one it has.
   * Throws a Failure when it was removed meanwhile.
   */
  update(id: string, change: (current: T) => T, secret?: string): Promise<T>;
  remove(id: string): Promise<void>;
  /** Tells the views to look again: another window may have changed something. */
  refresh(): void;
}

export interface ProtectedStoreOptions<T> {
  /** Prefix of the keys, for instance `organization`. */
  readonly name: string;
  readonly context: Pick<vscode.ExtensionContext, 'globalState' | 'secrets'>;
  /** Reads what an earlier version, or another window, has stored; undefined for what is not a T. */
  readonly read: (value: unknown) => T | undefined;
  /** Where the secret may be sent and as whom. It is stored with the secret, and nobody else gets it. */
  readonly audienceOf: (thing: T) => string;
}

/**
 * Each save with a secret stores it under a new key, then the thing that names this key, then deletes the old secret: a
 * crash in between leaves an orphan secret, never a thing without one.
 */
export function createProtectedStore<T extends { readonly id: string; readonly displayName: string }>(
  options: ProtectedStoreOptions<T>,
): ProtectedStore<T> {
  const { name, context, read, audienceOf } = options;
  const { globalState, secrets } = context;
  const changed = new vscode.EventEmitter<void>();
  const keyOf = (id: string): string => `${name}.${id}`;
  const entryOf = (id: string): StoredEntry | undefined => readEntry(globalState.get(keyOf(id)));
  const get = (id: string): T | undefined => read(entryOf(id)?.thing);

  const storeSecret = async (thing: T, secret: string): Promise<string> => {
    const secretKey = `${keyOf(thing.id)}.${randomUUID()}`;
    const bound = JSON.stringify({ audience: audienceOf(thing), secret } satisfies BoundSecret);
    await secrets.store(secretKey, bound);
    // Without a keyring, a secret may vanish without an error.
    if ((await secrets.get(secretKey)) === bound) return secretKey;
    await secrets.delete(secretKey);
    throw new Failure('secretNotKept', { where: thing.displayName });
  };
  const store = async (thing: T, newKey: string | undefined): Promise<void> => {
    const oldKey = entryOf(thing.id)?.secretKey;
    await globalState.update(keyOf(thing.id), { thing, secretKey: newKey ?? oldKey } satisfies StoredEntry);
    changed.fire();
    if (newKey !== undefined && oldKey !== undefined) await secrets.delete(oldKey);
  };
  return {
    onDidChange: changed.event,
    list() {
      const keys = globalState.keys().filter((key) => key.startsWith(`${name}.`));
      const things = keys.map((key) => get(key.slice(name.length + 1))).filter((thing) => thing !== undefined);
      return things.sort((a, b) => a.displayName.localeCompare(b.displayName));
    },
    get,
    revisionOf: (id) => JSON.stringify(entryOf(id)) ?? '',
    async secretOf(thing) {
      const secretKey = entryOf(thing.id)?.secretKey;
      const stored = secretKey === undefined ? undefined : readSecret(await secrets.get(secretKey));
      return stored?.audience === audienceOf(thing) ? stored.secret : undefined;
    },
    add: async (thing, secret) => store(thing, secret === undefined ? undefined : await storeSecret(thing, secret)),
    async update(id, change, secret) {
      const seen = get(id);
      const newKey = secret === undefined || seen === undefined ? undefined : await storeSecret(change(seen), secret);
      // A keyring may ask its user first; the thing may have been changed or removed until then.
      const current = get(id);
      if (current === undefined) {
        if (newKey !== undefined) await secrets.delete(newKey);
        throw new Failure('removedMeanwhile', { where: seen?.displayName ?? '' });
      }
      const next = change(current);
      await store(next, newKey);
      return next;
    },
    async remove(id) {
      const secretKey = entryOf(id)?.secretKey;
      await globalState.update(keyOf(id), undefined);
      changed.fire();
      if (secretKey !== undefined) await secrets.delete(secretKey);
    },
    refresh: () => changed.fire(),
  };
}

interface StoredEntry {
  readonly thing: unknown;
  readonly secretKey: string | undefined;
}

interface BoundSecret {
  readonly audience: string;
  readonly secret: string;
}

function readEntry(value: unknown): StoredEntry | undefined {
  if (typeof value !== 'object' || value === null || !('thing' in value)) return undefined;
  const secretKey = 'secretKey' in value && typeof value.secretKey === 'string' ? value.secretKey : undefined;
  return { thing: value.thing, secretKey };
}

function readSecret(stored: string | undefined): BoundSecret | undefined {
  const value = stored === undefined ? undefined : parseJson(stored);
  if (typeof value !== 'object' || value === null || !('audience' in value) || !('secret' in value)) return undefined;
  const { audience, secret } = value;
  return typeof audience === 'string' && typeof secret === 'string' ? { audience, secret } : undefined;
}

/** What is damaged counts as missing: it is entered again. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
