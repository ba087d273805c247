import path from 'node:path';

/** What of a route was damaged, by the name that the ledger has for what is left of it. */
export type DamagedPart = 'keys' | 'ledger' | 'quarantine' | 'journal' | 'state';

export function damagedPart(file: string): DamagedPart {
  const name = path.basename(file);
  if (/(^|\.)keys(\.damaged(-\d+)?)?$/.test(name)) return 'keys';
  if (name.startsWith('ledger.')) return 'ledger';
  if (name.startsWith('quarantine.')) return 'quarantine';
  return name.startsWith('journal.') ? 'journal' : 'state';
}
