import { type Answer, json } from '../answers.ts';

/** As Confluence says that something is wrong. */
export function siteFailure(
  statusCode: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(statusCode, { message, statusCode }, headers);
}
