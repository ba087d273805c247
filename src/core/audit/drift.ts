/** What a site sends that is not known of Confluence: each name with the number of records it was seen in. */
export interface Drift {
  readonly categories: Counts;
  /** `category: summary` for known categories, and summaries without a category. */
  readonly events: Counts;
  /** Paths such as `author.isBot`. */
  readonly fields: Counts;
}
export type Counts = Readonly<Record<string, number>>;

export const NO_DRIFT: Drift = { categories: {}, events: {}, fields: {} };

export interface DriftEntry {
  readonly kind: 'category' | 'event' | 'field';
  readonly name: string;
  readonly records: number;
}

/** All names, the most frequent first. */
export function driftEntries({ categories, events, fields }: Drift): readonly DriftEntry[] {
  const entriesOf = (kind: DriftEntry['kind'], counts: Counts): DriftEntry[] =>
    Object.entries(counts).map(([name, records]) => ({ kind, name, records }));
  const all = [...entriesOf('category', categories), ...entriesOf('event', events), ...entriesOf('field', fields)];
  return all.sort((a, b) => b.records - a.records);
}

/** How many records, over all names of a kind; a record may count under several. */
export function driftTotal(drift: Drift): number {
  return driftEntries(drift).reduce((sum, { records }) => sum + records, 0);
}
