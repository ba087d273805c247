import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeKql.ts'));

import type { DataChoice } from '../../../src/shell/kql/dataChoice.ts';
import { createDataMemory, type DataMemory } from '../../../src/shell/kql/dataMemory.ts';
import { createLog } from '../../../src/shell/log.ts';
import { user } from '../fakeUser.ts';
import { Uri } from '../fakeValues.ts';
import { until } from '../until.ts';
import { editors } from './fakeKql.ts';

const SAMPLE: DataChoice = { kind: 'sample' };
const PREVIEW: DataChoice = { kind: 'preview', organizationId: 'acme' };
const FOLDER: DataChoice = { kind: 'folder', destinationId: 'f' };
const FILE: DataChoice = { kind: 'file', file: '/srv/a.json' };

/** What VS Code keeps for the window's folder. */
let stored: unknown;
let failure: Error | undefined;
const memento = {
  keys: () => [],
  get: () => stored,
  async update(_key: string, value: unknown) {
    if (failure !== undefined) throw failure;
    stored = JSON.parse(JSON.stringify(value));
  },
};
beforeEach(() => {
  stored = undefined;
  failure = undefined;
  user.reset();
  editors.reset();
});

function start(): DataMemory {
  const memory = createDataMemory(memento as never, createLog());
  onTestFinished(() => memory.dispose());
  return memory;
}
const uri = (path: string) => Uri.file(path) as never;
const untitled = (number: number) => new Uri('untitled', `Untitled-${number}`) as never;

describe('what the queries of a document run on', () => {
  test('is the sample, until somebody chooses something else', () => {
    const memory = start();
    const changes: unknown[] = [];
    memory.onDidChange((document) => changes.push(String(document)));
    expect(memory.choiceOf(uri('/a.kql'))).toEqual(SAMPLE);
    memory.choose(uri('/a.kql'), FILE);
    expect(memory.choiceOf(uri('/a.kql'))).toEqual(FILE);
    expect(memory.choiceOf(uri('/b.kql'))).toEqual(SAMPLE);
    expect(changes).toEqual(['file:///a.kql']);
  });

  test.each([SAMPLE, PREVIEW, FOLDER, FILE])('is remembered: %j', (choice) => {
    start().choose(uri('/a.kql'), choice);
    expect(start().choiceOf(uri('/a.kql'))).toEqual(choice);
  });

  test.each([
    'nonsense',
    { '/a.kql': FILE },
    [null, 1, [], ['file:///a.kql'], [1, FILE], 'file:///a.kql'],
    [['file:///a.kql', null]],
    [['file:///a.kql', { kind: 'file' }]],
    [['file:///a.kql', { kind: 'preview', organizationId: 7 }]],
    [['file:///a.kql', { kind: 'folder', file: '/a' }]],
    [['file:///a.kql', { kind: 'later', file: '/a' }]],
  ])('is the sample where something else is stored: %j', (nonsense) => {
    stored = nonsense;
    expect(start().choiceOf(uri('/a.kql'))).toEqual(SAMPLE);
  });

  test('is forgotten of the documents that nobody has touched for longest', () => {
    const memory = start();
    memory.choose(uri('/first.kql'), FILE);
    for (let index = 0; index < 199; index += 1) memory.choose(uri(`/${index}.kql`), PREVIEW);
    memory.choose(uri('/first.kql'), FOLDER);
    memory.choose(uri('/last.kql'), PREVIEW);
    for (const one of [memory, start()]) {
      expect(one.choiceOf(uri('/first.kql'))).toEqual(FOLDER);
      expect(one.choiceOf(uri('/0.kql'))).toEqual(SAMPLE);
      expect(one.choiceOf(uri('/1.kql'))).toEqual(PREVIEW);
      expect(one.choiceOf(uri('/last.kql'))).toEqual(PREVIEW);
    }
  });

  test('is not lost, only not stored, where storing fails', async () => {
    const memory = start();
    failure = new Error('/home/ann is full');
    memory.choose(uri('/a.kql'), FILE);
    expect(memory.choiceOf(uri('/a.kql'))).toEqual(FILE);
    await until(() => user.log.length > 0);
    expect(user.log.join()).toContain('error kqlData');
    expect(user.log.join()).not.toContain('ann');
  });
});

describe('an untitled document', () => {
  test('is not stored, because its name is given to another one', () => {
    const memory = start();
    memory.choose(untitled(1), PREVIEW);
    memory.choose(uri('/a.kql'), FILE);
    expect(memory.choiceOf(untitled(1))).toEqual(PREVIEW);
    expect(start().choiceOf(untitled(1))).toEqual(SAMPLE);
    expect(JSON.stringify(stored)).not.toContain('untitled');
  });

  test('leaves nothing to the next one of its name', () => {
    const memory = start();
    const document = editors.open(untitled(1), 'print 1');
    memory.choose(untitled(1), PREVIEW);
    editors.close(document);
    expect(memory.choiceOf(untitled(1))).toEqual(SAMPLE);
  });

  test('leaves what it ran on to the file that it is saved as', () => {
    const memory = start();
    const document = editors.open(untitled(1), 'print 1');
    memory.choose(untitled(1), PREVIEW);
    editors.open('/other.kql', 'print 2');
    editors.open('/saved.kql', 'print 1');
    editors.close(document);
    expect(memory.choiceOf(uri('/saved.kql'))).toEqual(PREVIEW);
    expect(start().choiceOf(uri('/saved.kql'))).toEqual(PREVIEW);
    expect(memory.choiceOf(uri('/other.kql'))).toEqual(SAMPLE);
  });

  test('takes nothing from a file that somebody has chosen for', () => {
    const memory = start();
    const document = editors.open(untitled(1), 'print 1');
    memory.choose(untitled(1), PREVIEW);
    memory.choose(uri('/saved.kql'), FILE);
    editors.open('/saved.kql', 'print 1');
    editors.close(document);
    expect(memory.choiceOf(uri('/saved.kql'))).toEqual(FILE);
  });

  test('keeps it while its language changes', () => {
    const memory = start();
    const document = editors.open(untitled(1), 'print 1');
    memory.choose(untitled(1), PREVIEW);
    editors.changeLanguage(document, 'kql');
    expect(memory.choiceOf(untitled(1))).toEqual(PREVIEW);
  });
});
