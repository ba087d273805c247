import { AUDIT_TABLE_NAME } from '../../core/audit/auditTable.ts';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';

/**
 * KQL that gives every record of a site once, however often it arrived. Of a window only, where one is given: by the
 * time of the event, as Azure replaces the `TimeGenerated` of what is older than two days.
 */
export function repeatsQuery(site: string, window?: AuditWindow): string {
  return [
    AUDIT_TABLE_NAME,
    `| where SiteUrl == ${kqlString(site)}`,
    ...(window === undefined ? [] : [`| where CreationDate between (${window.fromMs} .. ${window.toMs})`]),
    '| summarize arg_max(TimeGenerated, *) by EventOriginalUid',
  ].join('\n');
}

/** A string literal of KQL; backslashes escape in it. Source: Microsoft Learn, "The string data type". */
export function kqlString(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    return Array.from({ length: character.length }, (_, at) => unicodeEscape(character.charCodeAt(at))).join('');
  });
  return `"${escaped}"`;
}

function unicodeEscape(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
