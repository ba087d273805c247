import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { OrganizationField, OrganizationFormValues, OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import { askChoice, askText, currentFirst, type TextQuestion } from '../quickInput.ts';
import { formValues } from './organizationForm.ts';
import { readOrganizationInput } from './organizationFormInput.ts';

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
  const failed = await test(parts, input);
  if (failed !== undefined && !(await saveAnyway(failed))) return;
  const { organization, apiToken } = input;
  if (edited === undefined) await organizations.add(organization, apiToken);
  else await organizations.update(edited.id, () => organization, apiToken);
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
  const steps = edited?.kind === 'sample' ? [displayNameStep] : [siteStep, userStep, tokenStep, displayNameStep];
  for (const [index, step] of steps.entries()) {
    const { field, ...question } = step(values, edited);
    const before: OrganizationFormValues = values;
    const typed = await askText({
      ...question,
      title: `${title} (${index + 1}/${steps.length + 1})`,
      value: before[field],
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
  readonly field: 'siteUrl' | 'userName' | 'apiToken' | 'displayName';
};

const siteStep: Step = () => ({
  field: 'siteUrl',
  prompt: vscode.l10n.t('Organization URL'),
  placeHolder: '<your-domain>.atlassian.net',
});
const userStep: Step = () => ({
  field: 'userName',
  prompt: vscode.l10n.t('User name: the e-mail address of the Atlassian account'),
});
const tokenStep: Step = (_values, edited) => ({
  field: 'apiToken',
  password: true,
  prompt:
    edited === undefined ? vscode.l10n.t('API token') : vscode.l10n.t('API token: stored; leave empty to keep it'),
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

async function test(
  { testOrganization }: Parts,
  { organization, apiToken }: { readonly organization: Organization; readonly apiToken: string | undefined },
): Promise<string | undefined> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Testing the connection to {0}', organization.displayName),
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort());
    try {
      const notes = await testOrganization({ organization, apiToken, signal: abort.signal });
      const failed = notes.filter(({ verdict }) => verdict === 'failed');
      return failed.length === 0 ? undefined : failed.map(({ text }) => text).join(' ');
    } catch (error) {
      if (abort.signal.aborted) return vscode.l10n.t('The test was cancelled.');
      throw error;
    }
  });
}

async function saveAnyway(failed: string): Promise<boolean> {
  const save = vscode.l10n.t('Save Anyway');
  const options = { modal: true, detail: failed };
  return (
    (await vscode.window.showWarningMessage(vscode.l10n.t('The connection does not work yet.'), options, save)) === save
  );
}
