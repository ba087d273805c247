import type { DocumentVersion, FeatureName } from './languageCalls.ts';

/** Work that waits for its turn. */
export interface LanguageTask extends DocumentVersion {
  readonly name: FeatureName;
  readonly run: () => void;
  /** Called instead, when nobody waits for the answer any more. */
  readonly drop: () => void;
}

/** Orders work by how soon somebody looks at what it gives. */
export interface LanguageQueue {
  add(task: LanguageTask): void;
  /** Drops what is about other versions of this document. */
  dropOutdated(current: DocumentVersion): void;
  /** Takes the most useful task. */
  next(): LanguageTask | undefined;
}

export function createLanguageQueue(): LanguageQueue {
  let waiting: LanguageTask[] = [];
  const dropWhere = (isDropped: (task: LanguageTask) => boolean): void => {
    const dropped = waiting.filter(isDropped);
    waiting = waiting.filter((task) => !dropped.includes(task));
    for (const task of dropped) task.drop();
  };
  return {
    add(task) {
      // Whoever asks the same again has moved on: the cursor is elsewhere.
      if (LATEST_ONLY.has(task.name)) dropWhere(({ name, uri }) => name === task.name && uri === task.uri);
      waiting.push(task);
    },
    dropOutdated: ({ uri, version }) => dropWhere((task) => task.uri === uri && task.version !== version),
    next() {
      const first = waiting.reduce<LanguageTask | undefined>(
        (best, task) => (best === undefined || ORDER[task.name] < ORDER[best.name] ? task : best),
        undefined,
      );
      waiting = waiting.filter((task) => task !== first);
      return first;
    },
  };
}

const LATEST_ONLY: ReadonlySet<FeatureName> = new Set([
  'completions',
  'signatureHelp',
  'hover',
  'semanticTokens',
  'diagnostics',
]);

const ORDER: Readonly<Record<FeatureName, number>> = {
  completions: 0,
  signatureHelp: 1,
  plan: 2,
  hover: 3,
  rename: 4,
  renamePlace: 4,
  format: 4,
  references: 4,
  codeActions: 5,
  semanticTokens: 6,
  diagnostics: 7,
};
