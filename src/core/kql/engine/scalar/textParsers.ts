import { Decimal } from 'decimal.js';
import type { Cell } from '../../values.ts';
import { cellConverter } from '../convertCell.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { parseJson } from '../parseJson.ts';
import { argumentAt, constantText } from './callArguments.ts';
import { argumentsOfWindowsCommand } from './commandLine.ts';
import { firstCsvRecord } from './csvRecord.ts';
import { elementAt, parseJsonPath } from './jsonPath.ts';
import { pathParts } from './pathParts.ts';
import { ofText, textAt } from './textArguments.ts';
import { queryParameters, urlParts } from './urlParts.ts';

/** What texts of well-known formats say. */
export const textParsers: ScalarFunctions = {
  parse_csv: ofText(firstCsvRecord),
  parse_path: ofText(pathParts),
  parse_url: ofText(urlParts),
  parseurl: ofText(urlParts),
  parse_urlquery: ofText(urlQuery),
  parseurlquery: ofText(urlQuery),
  parse_version: ofText(versionNumber),
  parse_command_line: parseCommandLine,
  extract_json: extractJson,
  extractjson: extractJson,
};

function urlQuery(query: string): Cell {
  if (query.startsWith('?')) {
    throw new QueryError('parse_urlquery() of a query that begins with ? is not supported.', 'parse_urlquery');
  }
  return { 'Query Parameters': queryParameters(query) };
}

const VERSION = /^\d{1,8}(?:\.\d{1,8}){0,3}$/;

/** Each of up to four parts takes eight decimal digits; parts that are missing are zero. */
function versionNumber(version: string): Cell {
  if (!VERSION.test(version)) return null;
  const parts = [...version.split('.'), '0', '0', '0'].slice(0, 4);
  return new Decimal(parts.map((part) => part.padStart(8, '0')).join(''));
}

function parseCommandLine(call: ScalarCall): Evaluator {
  const kind = constantText(call, 1);
  if (kind !== 'windows') throw new QueryError(`parse_command_line() does not support '${kind}'.`, call.name);
  const text = textAt(call, 0);
  return (row) => argumentsOfWindowsCommand(text(row));
}

/** Without a type, the text of what stands there. */
function extractJson(call: ScalarCall): Evaluator {
  const path = parseJsonPath(constantText(call, 0));
  const source = argumentAt(call, 1);
  const [read, convert] = [textAt(call, 1), cellConverter('dynamic', call.type)];
  if (source.type === 'dynamic') return (row) => convert(elementAt(source.evaluate(row), path));
  return (row) => convert(elementAt(parseJson(read(row)) ?? null, path));
}
