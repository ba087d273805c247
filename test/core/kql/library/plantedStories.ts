import { storyOfHour } from '../../../../src/core/audit/sample/sampleCalendar.ts';
import { createSampleHistory, SAMPLE_CHUNK_MS, type SampleRecord } from '../../../../src/core/audit/sampleRecords.ts';
import { SAMPLE_SEED } from '../../../../src/core/organization/organization.ts';

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The records of the hours in which a story of this name was planted in a window, one list for each time. */
export function hoursOfStory(name: string, { fromMs, toMs }: Window): readonly (readonly SampleRecord[])[] {
  const hourAt = createSampleHistory(SAMPLE_SEED);
  const hours: (readonly SampleRecord[])[] = [];
  for (let hour = Math.ceil(fromMs / SAMPLE_CHUNK_MS); hour * SAMPLE_CHUNK_MS <= toMs; hour += 1) {
    if (storyOfHour(SAMPLE_SEED, hour)?.name !== name) continue;
    const records = hourAt(hour * SAMPLE_CHUNK_MS).records();
    if (records.every(({ creationDate }) => creationDate <= toMs)) hours.push(records);
  }
  return hours;
}

export function authorOf({ author }: SampleRecord): string {
  return author?.displayName ?? '';
}

export function objectOf({ affectedObject }: SampleRecord): string {
  return affectedObject?.name ?? '';
}

export function isFromOutside({ remoteAddress }: SampleRecord): boolean {
  return remoteAddress?.startsWith('203.0.113.') ?? false;
}

/** Whoever has most of the records, and how many these are. */
export function busiest(records: readonly SampleRecord[]): { readonly author: string; readonly count: number } {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(authorOf(record), (counts.get(authorOf(record)) ?? 0) + 1);
  const [author = '', count = 0] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return { author, count };
}
