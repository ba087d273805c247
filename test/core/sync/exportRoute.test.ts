import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { holesIn } from '../../../src/core/sync/coverage.ts';
import type { Fingerprint } from '../../../src/core/sync/recordId.ts';
import { type RouteFileHeader, readRouteFile } from '../../../src/core/sync/routeFile.ts';
import type { OnCall } from './memoryDisk.ts';
import { openStore } from './world/openStore.ts';
import {
  createPortableWorld,
  createPortableWorldOf,
  DESTINATION,
  inPieces,
  type PortableWorld,
} from './world/portable.ts';
import { reconcile } from './world/works.ts';
import { SITE, START_MS } from './world/world.ts';

let world: PortableWorld;
beforeEach(() => {
  world = createPortableWorld();
});

describe('an export', () => {
  test('while a sync is at work covers nothing without its keys, and has no key without its record', async () => {
    const states = new Set<string>();
    for (const pace of [0.2, 0.5, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13]) {
      world = createPortableWorldOf(world.site.records);
      world.destination.fates.push('arrivesUnanswered', 'acknowledged', 'lostOnTheWay', 'acknowledged', 'lostOnTheWay');
      // So many steps of the sync for each step of the export.
      let steps = 0;
      const first = world.start('first', async () => {
        while (steps < 1) await setImmediate();
        steps -= 1;
      });
      const inStep: OnCall = async () => {
        steps += pace;
        // The sync may be waiting for time to pass, or for a piece of the export.
        for (let turn = 0; steps >= 1 && turn < 100; turn++) await setImmediate();
      };
      const running = first.run();
      let isOver = false;
      running.finally(() => {
        isOver = true;
      });
      const driving = world.finish(running);
      while (!isOver) {
        const file = await world.exported(world.disk.reopen(inStep)).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'stateNotRead', detail: { remark: /nothingKept|changedMeanwhile/ } });
        });
        await setImmediate();
        if (file !== undefined) states.add(await checkContent(file));
      }
      await driving;
    }
    // It was looked at in many states.
    expect(states.size).toBeGreaterThan(10);
  });

  async function checkContent(file: Buffer): Promise<string> {
    const { header, keys, quarantine, ledger } = await contentOf(file);
    const { coverage, journal, running, outbox, inDoubtTotal } = header.state;
    const [inFile, ids] = [new Set(keys), world.keys()];
    const inQuarantine = new Set(quarantine);
    const arrivals = world.destination.arrivals();
    for (const [index, key] of world.fingerprints().entries()) {
      const timeMs = world.site.records[index]?.creationDate ?? 0;
      const id = ids[index] ?? '';
      const isCovered = holesIn(coverage, { fromMs: timeMs, toMs: timeMs }).length === 0;
      if (isCovered) expect(inFile.has(key) || inQuarantine.has(id)).toBe(true);
      if (inFile.has(key)) expect(arrivals.has(id)).toBe(true);
    }
    expect([journal, running, outbox]).toEqual(['', undefined, []]);
    expect(ledger.filter((id) => id.includes('journal')).length).toBe(inDoubtTotal);
    return JSON.stringify(header.state);
  }

  test('refuses a route that is reset meanwhile, and one that was never synced', async () => {
    await expect(world.exported()).rejects.toMatchObject({ code: 'stateNotRead', detail: { remark: 'nothingKept' } });
    await world.sync();
    const disk = world.disk.reopen(async (operation, file) => {
      if (operation === 'list' && file.endsWith('keys')) {
        world.toNewComputer();
        await (await openStore(world)).close();
      }
    });
    await expect(world.exported(disk)).rejects.toMatchObject({ detail: { remark: 'changedMeanwhile' } });
  });

  test('leaves what is damaged to who has the lease', async () => {
    await world.sync();
    const { files } = world.disk.media;
    const damage = (name: string): void => {
      const [file = '', bytes = Buffer.alloc(0)] = [...files].find(([path]) => path.endsWith(name)) ?? [];
      files.set(file, Buffer.concat([bytes.subarray(0, 20), Buffer.from('damage'), bytes.subarray(26)]));
    };
    damage('.keys');
    const before = new Map(files);
    const refused = { code: 'stateNotRead', detail: { remark: 'damaged' } };
    await expect(world.exported()).rejects.toMatchObject(refused);
    expect(new Map(files)).toEqual(before);
    await world.clock.advance(60_000);
    await world.sync(reconcile(START_MS, world.clock.nowMs()));
    await world.exported();
    const [week = ''] = [...files.keys()].filter((file) => file.endsWith('.keys'));
    const bytes = files.get(week) ?? Buffer.alloc(0);
    files.delete(week);
    await expect(world.exported()).rejects.toMatchObject(refused);
    files.set(week, bytes);
    damage('.json');
    await expect(world.exported()).rejects.toMatchObject(refused);
  });

  test('says neither who worked on the route nor anything of the lease', async () => {
    await world.finish(world.start('window of somebody').run());
    const text = gunzipSync(await world.exported()).toString('utf8');
    expect(text).not.toMatch(/somebody|lease|heartbeat|pid/);
    expect(text.split('\n')[0]).toMatch(/^\{"format":"confluence-audit-sync-state","version":1,/);
  });
});

interface Content {
  readonly header: RouteFileHeader;
  readonly keys: readonly Fingerprint[];
  readonly quarantine: readonly string[];
  readonly ledger: readonly string[];
}

async function contentOf(bytes: Buffer): Promise<Content> {
  const [keys, quarantine, ledger]: [Fingerprint[], string[], string[]] = [[], [], []];
  const header = await readRouteFile({
    ...{ read: inPieces(bytes), site: SITE, destination: DESTINATION },
    onLine(line) {
      if ('keys' in line) keys.push(...line.keys);
      else if ('quarantine' in line) quarantine.push(line.quarantine.id);
      else ledger.push(line.ledger.id);
    },
  });
  return { header, keys, quarantine, ledger };
}
