import { type AuditRecord, unknownFields } from './auditRecord.ts';
import { isKnownCategory, isKnownEvent } from './catalogue.ts';
import { type Counts, type Drift, type DriftEntry, NO_DRIFT } from './drift.ts';

export interface DriftCounter {
  add(record: AuditRecord): void;
  drift(): Drift;
}

/** Counts on from `start`. Nothing of this is an error: Atlassian calls its own list of events incomplete. */
export function createDriftCounter(start: Drift = NO_DRIFT): DriftCounter {
  const tallies = {
    category: createTally(start.categories),
    event: createTally(start.events),
    field: createTally(start.fields),
  };
  return {
    add(record) {
      for (const { kind, name } of uncatalogued(record)) tallies[kind].add(name);
    },
    drift: () => ({
      categories: tallies.category.counts(),
      events: tallies.event.counts(),
      fields: tallies.field.counts(),
    }),
  };
}

/** What of a record no catalogue knows; of most, nothing. */
export function uncatalogued(record: AuditRecord): readonly Pick<DriftEntry, 'kind' | 'name'>[] {
  const { category, summary } = record;
  const fields = unknownFields(record);
  const event = unknownEvent(category, summary);
  if (event === undefined && fields.length === 0) return NOTHING;
  return [...(event === undefined ? [] : [event]), ...fields.map((name) => ({ kind: 'field', name }) as const)];
}

const NOTHING: ReturnType<typeof uncatalogued> = [];

function unknownEvent(category: AuditRecord['category'], summary: AuditRecord['summary']) {
  if (!category) return summary ? ({ kind: 'event', name: summary } as const) : undefined;
  if (!isKnownCategory(category)) return { kind: 'category', name: category } as const;
  if (!summary || isKnownEvent(category, summary)) return undefined;
  return { kind: 'event', name: `${category}: ${summary}` } as const;
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
