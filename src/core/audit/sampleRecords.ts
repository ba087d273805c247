import type { AuditRecord } from './auditRecord.ts';
import type { AuditWindow } from './auditWindow.ts';
import { anyAction, sampleActions } from './sample/sampleActions.ts';
import { actionsExpected, storyOfHour, storyOfTurn } from './sample/sampleCalendar.ts';
import { createSampleCompany } from './sample/sampleCompany.ts';
import type { SampleEvent, SampleScene } from './sample/sampleEvent.ts';
import { createSampleRandom } from './sample/sampleRandom.ts';

/** An invented audit record; unlike a real one it always has its time. */
export type SampleRecord = AuditRecord & { readonly creationDate: number };

/** A span of time and the records in it, which are made whenever they are asked for and are always the same. */
export interface SampleChunk {
  readonly window: AuditWindow;
  /** Oldest first. */
  readonly records: () => readonly SampleRecord[];
}

export const SAMPLE_CHUNK_MS = 3_600_000;

/**
 * The endless history of the built-in sample organization, an hour at a time: about 200 records on a working day, in
 * office rhythm (UTC). An hour's records depend on nothing but the seed and the hour.
 */
export function createSampleHistory(seed: number): (hourStartMs: number) => SampleChunk {
  const company = createSampleCompany(seed);
  return (hourStartMs) => {
    const fromMs = Math.floor(hourStartMs / SAMPLE_CHUNK_MS) * SAMPLE_CHUNK_MS;
    const window = { fromMs, toMs: fromMs + SAMPLE_CHUNK_MS - 1 };
    return {
      window,
      records: () => recordsOfHour({ company, random: createSampleRandom(seed, fromMs) }, seed, window),
    };
  };
}

export interface SampleSpread {
  readonly seed: number;
  readonly count: number;
  readonly window: AuditWindow;
}

/** A chunk of a spread knows its size before its records are made. */
export interface CountedSampleChunk extends SampleChunk {
  readonly count: number;
}

/**
 * Exactly `count` records over a window, evenly, with more stories than a real site has: a few thousand hold the whole
 * catalogue. The chunks are oldest first, do not overlap and cover the window.
 */
export function spreadSampleRecords({ seed, count, window }: SampleSpread): readonly CountedSampleChunk[] {
  const company = createSampleCompany(seed);
  const spanMs = window.toMs - window.fromMs + 1;
  const chunks = Math.max(1, Math.min(Math.ceil(count / SPREAD_CHUNK_RECORDS), spanMs));
  return Array.from({ length: chunks }, (_, index) => {
    const part = {
      fromMs: window.fromMs + Math.floor((spanMs * index) / chunks),
      toMs: window.fromMs + Math.floor((spanMs * (index + 1)) / chunks) - 1,
    };
    const size = Math.floor((count * (index + 1)) / chunks) - Math.floor((count * index) / chunks);
    const scene = (): SampleScene => ({ company, random: createSampleRandom(seed, index, count) });
    return { window: part, count: size, records: () => recordsOfSpread(scene(), { index, size, window: part }) };
  });
}

const SPREAD_CHUNK_RECORDS = 500;

function recordsOfHour(scene: SampleScene, seed: number, window: AuditWindow): readonly SampleRecord[] {
  const { random } = scene;
  const hour = window.fromMs / SAMPLE_CHUNK_MS;
  const actions = Math.floor(actionsExpected(hour) * (0.7 + 0.6 * random.fraction()) + random.fraction());
  const records: SampleRecord[] = [];
  for (let index = 0; index < actions; index += 1) {
    place(anyAction(random).events(scene), scene, window, records);
  }
  place(storyOfHour(seed, hour)?.events(scene) ?? [], scene, window, records);
  return inOrder(records);
}

interface SpreadPart {
  readonly index: number;
  readonly size: number;
  readonly window: AuditWindow;
}

function recordsOfSpread(scene: SampleScene, { index, size, window }: SpreadPart): readonly SampleRecord[] {
  const records: SampleRecord[] = [];
  let turn = scene.random.below(2 * sampleActions.length);
  // Two stories in every chunk that has room for them.
  if (size >= SPREAD_CHUNK_RECORDS / 2) {
    for (const story of [storyOfTurn(2 * index), storyOfTurn(2 * index + 1)]) {
      place(story.events(scene), scene, window, records);
    }
  }
  // Every other action is the next of all, so that a few hundred records hold the rare ones too.
  while (records.length < size) {
    const action = turn % 2 === 0 ? sampleActions[(turn / 2) % sampleActions.length] : undefined;
    place((action ?? anyAction(scene.random)).events(scene), scene, window, records);
    turn += 1;
  }
  records.length = size;
  return inOrder(records);
}

// Gives the events of one story their times: together, somewhere in the window, and never beyond its end.
function place(
  events: readonly SampleEvent[],
  { random }: SampleScene,
  window: AuditWindow,
  records: SampleRecord[],
): void {
  const longestMs = events.reduce((longest, event) => Math.max(longest, event.afterMs), 0);
  const room = Math.max(1, window.toMs - window.fromMs + 1 - longestMs);
  const startMs = window.fromMs + random.below(room);
  for (const { afterMs, record } of events) {
    records.push({ ...record, creationDate: Math.min(window.toMs, startMs + afterMs) });
  }
}

function inOrder(records: SampleRecord[]): readonly SampleRecord[] {
  return records.sort((a, b) => a.creationDate - b.creationDate);
}
