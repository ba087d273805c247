/**
 * What a form changed of a stored thing, to be laid over the thing as it is when the form is saved: what the form left
 * alone may have been changed elsewhere meanwhile.
 */
export function changedMembers(before: object, after: object): Readonly<Record<string, unknown>> {
  const old = new Map<string, unknown>(Object.entries(before));
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(value, old.get(name))));
}
