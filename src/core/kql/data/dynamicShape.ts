import { dynamicType } from '../engine/dynamicType.ts';
import { type DynamicShape, SUMMARY_LIMITS } from '../schema/dataSummary.ts';
import type { Dynamic } from '../values.ts';

/** What dynamic values have in common; nulls say nothing. */
export function shapeOf(values: readonly unknown[]): DynamicShape {
  const seen = createSeen();
  for (const value of values) see(seen, value, 1);
  return shape(seen);
}

/** What was seen at one place of the values. */
interface Seen {
  readonly kinds: Set<'bag' | 'array' | ScalarKind>;
  readonly properties: Map<string, Seen>;
  element: Seen | undefined;
}

type ScalarKind = Extract<DynamicShape, { kind: 'scalar' }>['type'];

function createSeen(): Seen {
  return { kinds: new Set(), properties: new Map(), element: undefined };
}

function see(seen: Seen, value: unknown, depth: number): void {
  if (value === null || value === undefined) return;
  // JSON, which is a dynamic value as it is.
  const type = dynamicType(value as Dynamic);
  if (type !== undefined && type !== 'dynamic') seen.kinds.add(type);
  else if (Array.isArray(value)) {
    seen.kinds.add('array');
    if (depth >= SUMMARY_LIMITS.depth) return;
    seen.element ??= createSeen();
    for (const element of value.slice(0, MAX_ELEMENTS)) see(seen.element, element, depth + 1);
  } else {
    seen.kinds.add('bag');
    if (depth < SUMMARY_LIMITS.depth) seeProperties(seen.properties, value, depth);
  }
}

const MAX_ELEMENTS = 20;

function seeProperties(properties: Map<string, Seen>, value: unknown, depth: number): void {
  // Neither null nor a scalar nor a list: an object.
  for (const [name, member] of Object.entries(value as object)) {
    let inside = properties.get(name);
    if (inside === undefined) {
      if (properties.size >= SUMMARY_LIMITS.properties) continue;
      inside = createSeen();
      properties.set(name, inside);
    }
    see(inside, member, depth + 1);
  }
}

function shape({ kinds, properties, element }: Seen): DynamicShape {
  const [kind] = kinds;
  if (kind === undefined || kinds.size > 1) return { kind: 'unknown' };
  if (kind === 'array') return { kind: 'array', element: element === undefined ? { kind: 'unknown' } : shape(element) };
  if (kind !== 'bag') return { kind: 'scalar', type: kind };
  return { kind: 'bag', properties: [...properties].map(([name, inside]) => ({ name, shape: shape(inside) })) };
}
