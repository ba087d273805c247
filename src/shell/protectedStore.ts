import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Failure } from '../core/failure.ts';

/** Things with a secret each: the thing in global state, its secret in SecretStorage, never the other way round. */
export interface ProtectedStore<T extends { readonly id: string }> {
  readonly onDidChange: vscode.Event<void>;
  /** In the order of their names. */
  list(): readonly T[];
  get(id: string): T | undefined;
  secretOf(id: string): Promise<string | undefined>;
  /** Saves the thing; `secret` undefined keeps the one it has. */
  save(thing: T, secret: string | undefined): Promise<void>;
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
}

/**
 * Each thing has a key of its own in global state, so that two windows do not overwrite each other's. Each save with a
 * secret stores it under a new key, then the thing that names this key, then deletes the old secret: a crash in between
 * leaves an orphan secret, never a thing without one, nor a thing with another's.
 */
export function createProtectedStore<T extends { readonly id: string; readonly displayName: string }>(
  options: ProtectedStoreOptions<T>,
): ProtectedStore<T> {
  const { name, context, read } = options;
  const changed = new vscode.EventEmitter<void>();
  const keyOf = (id: string): string => `${name}.${id}`;
  const entryOf = (id: string): StoredEntry | undefined => readEntry(context.globalState.get(keyOf(id)));
  const get = (id: string): T | undefined => read(entryOf(id)?.thing);
  return {
    onDidChange: changed.event,
    list() {
      const keys = context.globalState.keys().filter((key) => key.startsWith(`${name}.`));
      const things = keys.map((key) => get(key.slice(name.length + 1))).filter((thing) => thing !== undefined);
      return things.sort((a, b) => a.displayName.localeCompare(b.displayName));
    },
    get,
    async secretOf(id) {
      const secretKey = entryOf(id)?.secretKey;
      return secretKey === undefined ? undefined : context.secrets.get(secretKey);
    },
    async save(thing, secret) {
      const oldKey = entryOf(thing.id)?.secretKey;
      const secretKey = secret === undefined ? oldKey : `${keyOf(thing.id)}.${randomUUID()}`;
      if (secret !== undefined && secretKey !== undefined) {
        await context.secrets.store(secretKey, secret);
        // Without a keyring, a secret may vanish without an error.
        if ((await context.secrets.get(secretKey)) !== secret) {
          throw new Failure('secretMissing', { where: thing.displayName });
        }
      }
      await context.globalState.update(keyOf(thing.id), { thing, secretKey } satisfies StoredEntry);
      if (oldKey !== undefined && oldKey !== secretKey) await context.secrets.delete(oldKey);
      changed.fire();
    },
    async remove(id) {
      const secretKey = entryOf(id)?.secretKey;
      await context.globalState.update(keyOf(id), undefined);
      if (secretKey !== undefined) await context.secrets.delete(secretKey);
      changed.fire();
    },
    refresh: () => changed.fire(),
  };
}

interface StoredEntry {
  readonly thing: unknown;
  readonly secretKey: string | undefined;
}

function readEntry(value: unknown): StoredEntry | undefined {
  if (typeof value !== 'object' || value === null || !('thing' in value)) return undefined;
  const secretKey = 'secretKey' in value && typeof value.secretKey === 'string' ? value.secretKey : undefined;
  return { thing: value.thing, secretKey };
}
