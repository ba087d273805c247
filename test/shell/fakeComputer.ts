import { readFileSync } from 'node:fs';
import type { ExtensionContext } from 'vscode';
import { EventEmitter } from './fakeEvents.ts';
import { Uri } from './fakeValues.ts';

/** What VS Code keeps for the extension on one computer: the same in all its windows, and there after a crash. */
export interface FakeComputer {
  /** Key → JSON. */
  readonly state: Map<string, string>;
  readonly secrets: Map<string, string>;
  /** Every write, in its order: `+secret`, `-secret`, `+state` or `-state`, and the key. */
  readonly writes: string[];
  /** A keyring that takes a secret and loses it, as where there is none. */
  losesSecrets: boolean;
  /** A keyring that does not answer before this is settled. */
  keyring: Promise<void>;
  /** After so many writes the window is gone: nothing more is written, and nothing more comes back. */
  crashAfter: number;
  openWindow(storageFolder: string): ExtensionContext;
}

const MANIFEST = {
  ...JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')),
  version: '1.2.3',
};

export function createComputer(): FakeComputer {
  const secretsChanged = new EventEmitter<{ readonly key: string }>();
  const computer: FakeComputer = {
    state: new Map(),
    secrets: new Map(),
    writes: [],
    losesSecrets: false,
    keyring: Promise.resolve(),
    crashAfter: Number.POSITIVE_INFINITY,
    openWindow: (storageFolder) => {
      /** Of this window's folder. */
      const folderState = new Map<string, string>();
      const context = {
        subscriptions: [],
        extensionUri: Uri.file('/extension'),
        extension: { packageJSON: MANIFEST },
        globalStorageUri: Uri.file(storageFolder),
        globalState: {
          keys: () => [...computer.state.keys()],
          get: (key: string) => parse(computer.state.get(key)),
          async update(key: string, value: unknown) {
            if (!written(`${value === undefined ? '-' : '+'}state ${key}`)) await GONE;
            if (value === undefined) computer.state.delete(key);
            else computer.state.set(key, JSON.stringify(value));
          },
        },
        workspaceState: {
          get: (key: string) => parse(folderState.get(key)),
          update: async (key: string, value: unknown) => void folderState.set(key, JSON.stringify(value)),
        },
        secrets: {
          onDidChange: secretsChanged.event,
          async get(key: string) {
            await computer.keyring;
            return computer.secrets.get(key);
          },
          async store(key: string, value: string) {
            await computer.keyring;
            if (!written(`+secret ${key}`)) await GONE;
            if (!computer.losesSecrets) computer.secrets.set(key, value);
            secretsChanged.fire({ key });
          },
          async delete(key: string) {
            await computer.keyring;
            if (!written(`-secret ${key}`)) await GONE;
            if (computer.secrets.delete(key)) secretsChanged.fire({ key });
          },
        },
      };
      // Holds what the extension uses of a context.
      return context as unknown as ExtensionContext;
    },
  };
  const written = (write: string): boolean => {
    if (computer.writes.length >= computer.crashAfter) return false;
    computer.writes.push(write);
    return true;
  };
  return computer;
}

const GONE = new Promise<never>(() => undefined);

function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
