import { type AuditRecord, unknownFields } from './auditRecord.ts';
import { isKnownCategory, isKnownEvent } from './catalogue.ts';
import { type Counts, type Drift, NO_DRIFT } from './drift.ts';

export interface DriftCounter {
  add(record: AuditRecord): void;
  drift(): Drift;
}

/** Counts on from `start`. Nothing of this is an error: Atlassian calls its own list of events incomplete. */
export function createDriftCounter(start: Drift = NO_DRIFT): DriftCounter {
  const categories = createTally(start.categories);
  const events = createTally(start.events);
  const fields = createTally(start.fields);
  return {
    add(record) {
      const { category, summary } = record;
      if (!category) {
        if (summary) events.add(summary);
      } else if (!isKnownCategory(category)) categories.add(category);
      else if (summary && !isKnownEvent(category, summary)) events.add(`${category}: ${summary}`);
      for (const field of unknownFields(record)) fields.add(field);
    },
    drift: () => ({ categories: categories.counts(), events: events.counts(), fields: fields.counts() }),
  };
}

// Names come from outside: neither their number nor their length may grow without end.
const MAX_NAMES = 100;
const MAX_LENGTH = 120;

function createTally(start: Counts) {
  const counts = new Map(Object.entries(start));
  return {
    add(name: string) {
      const short = name.length > MAX_LENGTH ? `${name.slice(0, MAX_LENGTH - 1)}…` : name;
      const known = counts.get(short);
      if (known !== undefined || counts.size < MAX_NAMES) counts.set(short, (known ?? 0) + 1);
    },
    counts: (): Counts => Object.fromEntries(counts),
  };
}
