import { parentPort } from 'node:worker_threads';
import { createTurns, type TakeTurn } from '../core/confluence/oneAtATime.ts';
import { unlessAborted } from '../core/network/unlessAborted.ts';
import type { EngineOrder, EngineRequest, EngineResult } from './engineRequest.ts';
import type { SiteDoors } from './openSite.ts';
import { performRequest } from './performRequest.ts';
import { tellSeldom } from './tellSeldom.ts';
import type { FromThread, ToThread } from './threadMessages.ts';

/** The thread that syncs run in: takes requests and orders, and answers with news and results. */
function serve(port: NonNullable<typeof parentPort>): void {
  const say = (message: FromThread): void => port.postMessage(message);
  const doors = new Map<string, string>();
  const toldDoors: SiteDoors = {
    get: (token) => doors.get(token),
    set(token, base) {
      doors.set(token, base);
      say({ kind: 'door', token, base });
      return doors;
    },
  };
  const turns = createTurnsOfHost(say);
  // One after the other: a route's lease is that of this whole process.
  const routeTurns = createTurns();
  const calls = new Map<number, Call>();

  const perform = async (id: number, request: EngineRequest): Promise<void> => {
    const call: Call = { stop: new AbortController(), yields: false };
    calls.set(id, call);
    const stop = call.stop.signal;
    const { tell, flush } = tellSeldom((news) => say({ kind: 'news', id, news }));
    const hooks = { tell, stop, shouldYield: () => call.yields, takeTurn: turns.take, doors: toldDoors };
    const endTurn =
      request.kind === 'dryRun' ? NOTHING : await routeTurns(request.route.folder, stop).catch(() => NOTHING);
    const result: EngineResult = await performRequest(request, hooks);
    endTurn();
    flush();
    calls.delete(id);
    say({ kind: 'result', id, result });
  };
  port.on('message', (message: ToThread) => {
    if (message.kind === 'request') void perform(message.id, message.request);
    else if (message.kind === 'order') obey(calls.get(message.id), message.order);
    else if (message.kind === 'turn') turns.come(message.turn);
    else for (const [token, base] of message.doors) doors.set(token, base);
  });
}

interface Call {
  readonly stop: AbortController;
  yields: boolean;
}

const NOTHING = (): void => undefined;

function obey(call: Call | undefined, order: EngineOrder): void {
  if (call === undefined) return;
  if (order.kind === 'stop') call.stop.abort(order.reason);
  else call.yields = true;
}

/** Turns at sites, which the host gives: others in it ask the same sites. */
function createTurnsOfHost(say: (message: FromThread) => void) {
  const waiting = new Map<number, () => void>();
  let lastTurn = 0;
  const take: TakeTurn = async (site, signal) => {
    signal.throwIfAborted();
    const turn = ++lastTurn;
    const { promise: come, resolve } = Promise.withResolvers<void>();
    waiting.set(turn, resolve);
    const end = (): void => {
      waiting.delete(turn);
      say({ kind: 'endTurn', turn });
    };
    say({ kind: 'takeTurn', turn, site });
    try {
      await unlessAborted(come, signal);
    } catch (error) {
      end();
      throw error;
    }
    return end;
  };
  return { take, come: (turn: number) => waiting.get(turn)?.() };
}

if (parentPort === null) throw new Error('This is the code of a thread.');
serve(parentPort);
