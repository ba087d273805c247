import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { createLanguageClient, type LanguageClient } from '../../src/kqlThread/languageClient.ts';
import { startLanguageThread } from '../../src/kqlThread/startLanguageThread.ts';

const clients: LanguageClient[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function client(options: Partial<Parameters<typeof createLanguageClient>[0]> = {}): LanguageClient {
  const made = createLanguageClient({ startThread: startLanguageThread, ...options });
  clients.push(made);
  return made;
}

/** A thread of this code, which has the port `port` and answers what it is asked by `answer(call)`. */
function threadOf(code: string): Worker {
  const start = `
    const { parentPort: port } = require('node:worker_threads');
    const say = (name, data) => port.postMessage({ kind: 'event', name, data });
    const answer = ({ id }, value) => port.postMessage({ kind: 'reply', id, outcome: { ok: true, value: { kind: 'answer', value } } });
    say('ready');`;
  return new Worker(start + code, { eval: true });
}

const at = (text: string, version = 1) => ({ uri: 'file:///a.kql', version, text });
const QUERY = 'ConfluenceAuditLogs_CL | where Categry == "x"';

describe('the language client', () => {
  test('asks the language service in its thread', async () => {
    const language = client();
    const found = await language.ask('diagnostics', at(QUERY), {});
    expect(found).toMatchObject({ kind: 'answer', value: [{ code: 'KS142', place: { start: 31, length: 7 } }] });
    const mended = QUERY.replace('Categry', 'Category');
    expect(await language.ask('diagnostics', at(mended, 2), {})).toEqual({ kind: 'answer', value: [] });
    const plan = await language.ask('plan', at(mended, 2), { text: 'print a = 1', schemas: [] });
    expect(plan).toMatchObject({ kind: 'answer', value: { ok: true, plan: { root: { kind: 'project' } } } });
    const tokens = await language.ask('semanticTokens', at(mended, 2), {});
    expect(tokens.kind === 'answer' && tokens.value).toBeInstanceOf(Uint32Array);
  });

  test('proposes values of the data that a document runs on, whenever that comes', async () => {
    const language = client();
    const text = 'ConfluenceAuditLogs_CL | where Category == ';
    const values = async () => {
      const found = await language.ask('completions', at(text), { position: text.length });
      return found.kind === 'answer'
        ? found.value.items.filter(({ kind }) => kind === 'value').map(({ label }) => label)
        : found;
    };
    expect(await values()).toEqual([]);
    const column = { name: 'Category', type: 'string' as const, values: ['Permissions'] };
    language.setData('file:///a.kql', { tables: [{ name: 'ConfluenceAuditLogs_CL', columns: [column] }] });
    expect(await values()).toEqual(['Permissions']);
    language.setData('file:///a.kql', undefined);
    expect(await values()).toEqual([]);
  });

  test('drops what is about an older version, and answers what is useful first', async () => {
    const language = client();
    await language.ask('hover', at(QUERY), { position: 0 });
    const order: string[] = [];
    const note = async (name: string, answer: Promise<{ readonly kind: string }>) =>
      order.push(`${name} ${(await answer).kind}`);
    await Promise.all([
      note('old', language.ask('diagnostics', at(QUERY, 2), {})),
      note('diagnostics', language.ask('diagnostics', at(QUERY, 3), {})),
      note('first hover', language.ask('hover', at(QUERY, 3), { position: 0 })),
      note('hover', language.ask('hover', at(QUERY, 3), { position: 30 })),
      note('completions', language.ask('completions', at(QUERY, 3), { position: 33 })),
    ]);
    expect(order).toEqual([
      ...['old outdated', 'first hover outdated', 'completions answer', 'hover answer', 'diagnostics answer'],
    ]);
  });

  test('starts no thread before something is asked, and one for all', async () => {
    let started = 0;
    const language = client({
      startThread: () => {
        started += 1;
        return threadOf("port.on('message', (call) => answer(call, [call.name]))");
      },
    });
    language.setData('file:///a.kql', undefined);
    language.forget('file:///b.kql');
    expect(started).toBe(0);
    const answers = [language.ask('diagnostics', at(''), {}), language.ask('references', at(''), { position: 0 })];
    expect(await Promise.all(answers)).toMatchObject([{ value: ['diagnostics'] }, { value: ['references'] }]);
    expect(started).toBe(1);
  });

  test('ends a thread that hangs, answers for other documents, and asks no more about the version it hung in', async () => {
    let started = 0;
    const language = client({
      hangMs: 200,
      startThread: () => {
        started += 1;
        return threadOf(`port.on('message', (call) => {
          const { uri, version, text } = call.params;
          if (text === undefined && call.name !== 'data') say('working', { uri, version });
          if (uri === 'file:///a.kql' && version === 1 && call.name === 'diagnostics') for (;;) {}
          answer(call, []);
        })`);
      },
    });
    const other = { uri: 'file:///b.kql', version: 1, text: '' };
    const stuck = language.ask('diagnostics', at(''), {});
    const waits = language.ask('diagnostics', other, {});
    expect(await stuck).toEqual({ kind: 'stuck' });
    expect(await waits).toEqual({ kind: 'answer', value: [] });
    expect(await language.ask('hover', at(''), { position: 0 })).toEqual({ kind: 'stuck' });
    expect(await language.ask('diagnostics', at('', 2), {})).toEqual({ kind: 'answer', value: [] });
    expect(started).toBe(2);
  });

  test('says when there is no language service', async () => {
    const language = client({ startThread: () => threadOf("throw new Error('broken')") });
    expect(await language.ask('diagnostics', at(''), {})).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('broken'),
    });
    const none = client({
      startThread: () => {
        throw new Error('no threads');
      },
    });
    expect(await none.ask('diagnostics', at(''), {})).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('no threads'),
    });
  });

  test('says that a thread which never gets ready is none', async () => {
    const language = client({
      startMs: 100,
      startThread: () => new Worker('setInterval(() => {}, 1000)', { eval: true }),
    });
    expect(await language.ask('diagnostics', at(''), {})).toMatchObject({ kind: 'failed' });
  });

  test('ends its thread with the last document, and for good when it is closed', async () => {
    const exits: Promise<unknown>[] = [];
    const language = client({
      idleMs: 0,
      startThread: () => {
        const thread = threadOf("port.on('message', (call) => answer(call, []))");
        exits.push(new Promise((resolve) => thread.once('exit', resolve)));
        return thread;
      },
    });
    await language.ask('diagnostics', at(''), {});
    language.forget('file:///a.kql');
    await exits[0];
    expect(await language.ask('diagnostics', at(''), {})).toEqual({ kind: 'answer', value: [] });
    expect(exits).toHaveLength(2);
    await language.close();
    await exits[1];
    expect(await language.ask('diagnostics', at('', 2), {})).toMatchObject({ kind: 'failed' });
    expect(exits).toHaveLength(2);
  });
});
