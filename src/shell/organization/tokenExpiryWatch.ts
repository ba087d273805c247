import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { daysLeft } from '../../core/organization/tokenExpiry.ts';
import { repair } from '../failureRepairs.ts';
import type { Parts } from '../parts.ts';
import { dayText, tokenExpiry } from './tokenExpiry.ts';

export type ExpiryWatchParts = Pick<Parts, 'organizations' | 'log' | 'nowMs'> & {
  /** Remembers, beyond this window, who was warned of what. */
  readonly memory: Pick<vscode.Memento, 'keys' | 'get' | 'update'>;
};

/**
 * Warns of tokens that end soon, and once more of those that have ended: at the start, when an organization is changed,
 * and when a day begins. Each warning is given once, however often VS Code is started.
 */
export function watchTokenExpiry(parts: ExpiryWatchParts): vscode.Disposable {
  const { organizations, log, nowMs, memory } = parts;
  const warn = async (organization: Organization): Promise<void> => {
    const { id, tokenExpiresOn } = organization;
    const stage = tokenExpiry(organization, nowMs())?.stage;
    if (tokenExpiresOn === undefined || (stage !== 'soon' && stage !== 'expired')) return;
    const warning = `${stage} ${tokenExpiresOn}`;
    if (memory.get(keyOf(id)) === warning) return;
    await memory.update(keyOf(id), warning);
    await showWarning(organization, warningText(organization, tokenExpiresOn, nowMs()));
  };
  const forget = async (key: string): Promise<void> => memory.update(key, undefined);
  const warnOfAll = (): void => {
    const present = organizations.list();
    const known = new Set(present.map(({ id }) => keyOf(id)));
    const gone = memory.keys().filter((key) => key.startsWith(PREFIX) && !known.has(key));
    for (const work of [...present.map(warn), ...gone.map(forget)]) {
      work.catch((error) => log.error(error, 'token expiry'));
    }
  };

  const today = (): string => new Date(nowMs()).toDateString();
  let lastDay = today();
  warnOfAll();
  // Timers stand still while a computer sleeps, so the day is compared rather than waited for.
  const timer = setInterval(() => {
    if (today() === lastDay) return;
    lastDay = today();
    // What the views say of days is of yesterday; they look again, and so does this.
    organizations.refresh();
  }, LOOK_EVERY_MS);
  return vscode.Disposable.from(
    organizations.onDidChange(warnOfAll),
    new vscode.Disposable(() => clearInterval(timer)),
  );
}

const LOOK_EVERY_MS = 3_600_000;
const PREFIX = 'tokenExpiryTold.';

function keyOf(id: string): string {
  return PREFIX + id;
}

function warningText({ displayName }: Organization, day: string, nowMs: number): string {
  const left = daysLeft(day, nowMs);
  if (left === 0) {
    return vscode.l10n.t(
      'The API token of {0} expires today. Create a new one and enter it in the organization.',
      displayName,
    );
  }
  return left > 0
    ? vscode.l10n.t(
        'The API token of {0} expires on {1}. Create a new one before then and enter it in the organization.',
        displayName,
        dayText(day),
      )
    : vscode.l10n.t(
        'The API token of {0} expired on {1}. Create a new one and enter it in the organization: without it no records can be read.',
        displayName,
        dayText(day),
      );
}

async function showWarning(organization: Organization, text: string): Promise<void> {
  const offered = [repair('editOrganization', { organization }), repair('createToken', {})];
  const chosen = await vscode.window.showWarningMessage(text, ...offered.filter((action) => action !== undefined));
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command, chosen.argument);
}
