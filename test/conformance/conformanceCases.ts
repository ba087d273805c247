import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { projectFolder } from '../run/projectFolder.ts';

const casesSchema = z.array(z.looseObject({ id: z.string(), query: z.string(), features: z.array(z.string()) }));

/** A query and, in further members that only the comparator reads, the table that it must give. */
export type ConformanceCase = z.infer<typeof casesSchema>[number];

/** A table as the comparator takes it. */
export interface ComparedTable {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

export type Compare = (
  testCase: ConformanceCase,
  actual: ComparedTable,
) => { readonly ok: boolean; readonly why: string };

/** Beside the project's folder, where the cases lie that everybody has. */
export const SHARED_CASES = join(projectFolder, '..', 'shared', 'kql');

export async function readCases(file: string): Promise<readonly ConformanceCase[]> {
  return casesSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}

/** The comparator beside a file of cases, or else the shared one. */
export async function loadCompare(casesFile: string): Promise<Compare> {
  const beside = join(dirname(casesFile), 'compare.mjs');
  const file = existsSync(beside) ? beside : join(SHARED_CASES, 'compare.mjs');
  const { compare }: { compare?: unknown } = await import(pathToFileURL(file).href);
  if (typeof compare !== 'function') throw new Error(`There is no compare() in ${file}.`);
  return (testCase, actual) => verdictSchema.parse(compare(testCase, actual));
}

const verdictSchema = z.object({ ok: z.boolean(), why: z.string() });
