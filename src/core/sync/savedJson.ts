import * as z from 'zod';

/** What several files of the state have in common: JSON that a crash, a disk or a person may have damaged. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member that is missing and one that is undefined are not the same to TypeScript; in JSON both would be missing. */
export function undefinedAsNull(_name: string, value: unknown): unknown {
  return value === undefined ? null : value;
}

/** Reads what `undefinedAsNull` wrote. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullable().transform((value) => value ?? undefined);
}

export const countSchema = z.number().int().nonnegative();
/** Epoch milliseconds. A first sync may begin before the epoch. */
export const instantSchema = z.number().int();
export const windowSchema = z.object({ fromMs: instantSchema, toMs: instantSchema });
