import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { type DataChoice, readDataChoice, SAMPLE_CHOICE } from './dataChoice.ts';
import { isUntitled, savedAs } from './queryDocument.ts';

/** Remembers for each document what its queries run on. */
export interface DataMemory extends vscode.Disposable {
  choiceOf(document: vscode.Uri): DataChoice;
  choose(document: vscode.Uri, choice: DataChoice): void;
  /** The choice of a document changed. */
  readonly onDidChange: vscode.Event<vscode.Uri>;
}

export function createDataMemory(memory: vscode.Memento, log: Log): DataMemory {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  /** By address, the longest untouched first. */
  const choices = new Map<string, DataChoice>();
  for (const [document, stored] of storedEntries(memory.get(KEY))) {
    const choice = readDataChoice(stored);
    if (choice !== undefined) choices.set(document, choice);
  }
  const choose = (document: vscode.Uri, choice: DataChoice): void => {
    choices.delete(document.toString());
    choices.set(document.toString(), choice);
    for (const oldest of choices.keys()) {
      if (choices.size <= MAX_DOCUMENTS) break;
      choices.delete(oldest);
    }
    const kept = [...choices].filter(([name]) => !name.startsWith('untitled:'));
    memory.update(KEY, kept).then(undefined, (error: unknown) => log.error(error, 'kqlData'));
    changed.fire(document);
  };
  const closing = vscode.workspace.onDidCloseTextDocument((document) => {
    const { uri } = document;
    const choice = choices.get(uri.toString());
    // A document that only changes its language is closed for a moment.
    if (choice === undefined || !document.isClosed || !isUntitled(uri)) return;
    choices.delete(uri.toString());
    const saved = savedAs(document)?.uri;
    if (saved !== undefined && !choices.has(saved.toString())) choose(saved, choice);
  });
  return {
    onDidChange: changed.event,
    choiceOf: (document) => choices.get(document.toString()) ?? SAMPLE_CHOICE,
    choose,
    dispose() {
      closing.dispose();
      changed.dispose();
    },
  };
}

const KEY = 'kqlData';
const MAX_DOCUMENTS = 200;

function storedEntries(stored: unknown): readonly (readonly [string, unknown])[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((entry: unknown) =>
    Array.isArray(entry) && typeof entry[0] === 'string' ? [[entry[0], entry[1]] as const] : [],
  );
}
