import * as vscode from 'vscode';
import type { AuditWindow } from '../../core/audit/auditWindow.ts';
import { damagedPart } from '../../core/sync/damagedPart.ts';
import { dayText } from '../localText.ts';

/** Told by the ledger, see there. */
export interface Damage {
  readonly file: string;
  readonly window: AuditWindow | undefined;
}

/** What was damaged of an organization's sync state, and what it means. */
export function damageText(organization: string, { file, window }: Damage): string {
  switch (damagedPart(file)) {
    case 'keys':
      return window === undefined
        ? vscode.l10n.t(
            'A part of what {0} remembers of delivered records is damaged or missing. No record is lost, but some may arrive twice when they are read again.',
            organization,
          )
        : vscode.l10n.t(
            'A part of what {0} remembers of delivered records is damaged or missing. No record is lost, but some from {1} to {2} may arrive twice when they are read again.',
            organization,
            dayText(window.fromMs),
            dayText(window.toMs),
          );
    case 'ledger':
      return vscode.l10n.t(
        'The list of runs of {0} was damaged. What could be read of it was kept; no record is lost, and none is sent again.',
        organization,
      );
    case 'quarantine':
      return vscode.l10n.t(
        'A part of the quarantine of {0} could not be read. Its records are found again when everything is read again, soon.',
        organization,
      );
    case 'journal':
      return vscode.l10n.t(
        'The journal of batches of {0} was damaged and has been put aside. No record is lost, but what was sent last may arrive twice.',
        organization,
      );
    case 'state':
      return vscode.l10n.t(
        'A file of the sync state of {0} was damaged and has been put aside. Everything is read again: no record is lost, and what was delivered is not sent again.',
        organization,
      );
  }
}
