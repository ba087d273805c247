import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { parseSiteAddress } from '../../core/organization/siteAddress.ts';
import type { OrganizationField, OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import { askChoice, askText, currentFirst, type TextQuestion } from '../quickInput.ts';
import { formValues } from './organizationForm.ts';
import { readOrganizationInput } from './organizationFormInput.ts';
import { needsCheck, saveOrganization } from './saveOrganization.ts';
import { type TriedOrganization, tryOrganization, untried } from './tryOrganization.ts';

/** Adds or edits an organization by a row of questions, for those who do not want a form. */
export async function askOrganization(parts: Parts, edited: Organization | undefined): Promise<void> {
  const { organizations, nowMs } = parts;
  const basis = { edited, others: organizations.list(), newId: randomUUID(), nowMs: nowMs() };
  const read = (values: OrganizationFormValues) => readOrganizationInput(values, basis);
  const values = await askValues(parts, edited, (field, typed) => wrong(read(typed).notes, field));
  if (values === undefined) return;
  const input = read(values);
  if (!input.ok) {
    void vscode.window.showErrorMessage(input.notes.map(({ text }) => text).join(' '));
    return;
  }
  const tried = needsCheck(organizations, edited, input)
    ? await tryOrganization(parts, input)
    : untried(input.organization);
  if (tried.refusal !== undefined) {
    void vscode.window.showErrorMessage(tried.refusal);
    return;
  }
  if (!(await agrees(tried))) return;
  const { organization } = tried;
  const refusal = await saveOrganization(organizations, edited, { organization, apiToken: input.apiToken });
  if (refusal.length > 0) void vscode.window.showErrorMessage(refusal.map(({ text }) => text).join(' '));
}

type Judge = (field: OrganizationField, values: OrganizationFormValues) => string | undefined;

/** Asks for one field after the other, each judged as it is typed; undefined when a question was dismissed. */
async function askValues(
  parts: Parts,
  edited: Organization | undefined,
  judge: Judge,
): Promise<OrganizationFormValues | undefined> {
  let values: OrganizationFormValues | undefined = formValues(edited);
  const title =
    edited === undefined ? vscode.l10n.t('Add Organization') : vscode.l10n.t('Edit {0}', edited.displayName);
  const steps =
    edited?.kind === 'sample' ? [displayNameStep] : [siteStep, userStep, tokenStep, tokenExpiryStep, displayNameStep];
  for (const [index, step] of steps.entries()) {
    const before: OrganizationFormValues = values;
    const { field, value = before[field], ...question } = step(before, edited);
    const typed = await askText({
      ...question,
      title: `${title} (${index + 1}/${steps.length + 1})`,
      value,
      judge: (text) => judge(field, { ...before, [field]: text }),
    });
    if (typed === undefined) return undefined;
    values = { ...before, [field]: typed };
  }
  const destinationId = await askDestination(parts, values, `${title} (${steps.length + 1}/${steps.length + 1})`);
  return destinationId === undefined ? undefined : { ...values, destinationId };
}

type Step = (
  values: OrganizationFormValues,
  edited: Organization | undefined,
) => Omit<TextQuestion, 'title' | 'value' | 'judge'> & {
  readonly field: 'siteUrl' | 'userName' | 'apiToken' | 'tokenExpiresOn' | 'displayName';
  /** Instead of what is in the values. */
  readonly value?: string;
};

const siteStep: Step = () => ({
  field: 'siteUrl',
  prompt: vscode.l10n.t('Organization URL'),
  placeHolder: '<your-domain>.atlassian.net',
});
const userStep: Step = ({ siteUrl }) => ({
  field: 'userName',
  prompt: vscode.l10n.t('User name on {0}: the e-mail address of the Atlassian account', hostOf(siteUrl)),
});
const tokenStep: Step = (_values, edited) => ({
  field: 'apiToken',
  password: true,
  prompt:
    edited === undefined ? vscode.l10n.t('API token') : vscode.l10n.t('API token: stored; leave empty to keep it'),
});
const tokenExpiryStep: Step = ({ apiToken }) => ({
  field: 'tokenExpiresOn',
  prompt: vscode.l10n.t('Last day of the API token as its page shows it, like 2026-12-31, or empty if not known'),
  // The stored day is of the stored token.
  ...(apiToken.trim() === '' ? {} : { value: '' }),
});
const displayNameStep: Step = () => ({
  field: 'displayName',
  prompt: vscode.l10n.t('Display name, or empty for the name of the site'),
});

async function askDestination(
  { destinations }: Parts,
  { destinationId, backgroundSync }: OrganizationFormValues,
  title: string,
): Promise<string | undefined> {
  const none = { label: vscode.l10n.t('None yet: preview only'), value: '' };
  const known = destinations.list().map(({ id, displayName }) => ({ label: displayName, value: id }));
  // Background sync needs a destination, so none is no choice then.
  const choices = backgroundSync ? known : [...known, none];
  return (await askChoice(title, currentFirst(choices, destinationId)))?.value;
}

/** The sentence for one field while the others may still be empty. */
function wrong(notes: readonly OrganizationNote[], field: OrganizationField): string | undefined {
  return notes.find((note) => note.field === field && note.verdict === 'failed')?.text;
}

/** The host that an accepted address leads to: what was typed may have been a name, or the address of a page. */
function hostOf(siteUrl: string): string {
  const address = parseSiteAddress(siteUrl);
  return address.ok ? new URL(address.site).host : siteUrl;
}

/** Asks before anything is saved that does not work, or under another address than the one that was typed. */
async function agrees({ news, failed }: TriedOrganization): Promise<boolean> {
  if (failed !== undefined) {
    const save = vscode.l10n.t('Save Anyway');
    const options = { modal: true, detail: [news, failed].filter(Boolean).join(' ') };
    const question = vscode.l10n.t('The connection does not work yet.');
    return (await vscode.window.showWarningMessage(question, options, save)) === save;
  }
  if (news === undefined) return true;
  const save = vscode.l10n.t('Save');
  return (await vscode.window.showInformationMessage(news, { modal: true }, save)) === save;
}
