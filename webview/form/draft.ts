/** What was typed but not saved, kept while the page is hidden; secrets are not in it. */
export interface Draft<V> {
  readonly values: Partial<V>;
  /** True when a secret was typed, which is gone by now. */
  readonly secretTyped: boolean;
}

/** The draft to keep of these values. */
export function draftOf<V extends object, S extends keyof V>(values: V, secret: S): Draft<Omit<V, S>> {
  const { [secret]: typed, ...rest } = values;
  return { values: rest, secretTyped: typed !== '' };
}

/** Lays a kept draft over the values from the host, as far as it fits them. */
export function applyDraft<V extends object>(initial: V, draft: unknown): { values: V; secretTyped: boolean } {
  if (!isRecord(draft) || !isRecord(draft['values'])) return { values: initial, secretTyped: false };
  const kept = draft['values'];
  const fitting = Object.entries(initial).map(([name, value]) => [
    name,
    typeof kept[name] === typeof value ? kept[name] : value,
  ]);
  return { values: { ...initial, ...Object.fromEntries(fitting) }, secretTyped: draft['secretTyped'] === true };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
