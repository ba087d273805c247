import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod';
import { DEFAULT_INTERVAL_MINUTES, FIRST_SYNCS, type Organization } from '../../core/organization/organization.ts';
import type { SaveResult } from '../../protocol/form.ts';
import type {
  DestinationChoice,
  OrganizationField,
  OrganizationFormCalls,
  OrganizationFormEvents,
  OrganizationFormState,
  OrganizationFormValues,
} from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import { openWebviewPanel, showPanel } from '../webview/webviewPanel.ts';
import { createDiagnosisRun } from './diagnosisRun.ts';
import { createOrganizationCheck } from './organizationCheck.ts';
import { readOrganizationInput } from './organizationFormInput.ts';
import { needsCheck, saveOrganization } from './saveOrganization.ts';

/** Opens the form that adds an organization, or edits one; an organization's form is open at most once. */
export function openOrganizationForm(parts: Parts, edited: Organization | undefined): void {
  showPanel(`organizationForm ${edited?.id ?? ''}`, () => createForm(parts, edited));
}

function createForm(parts: Parts, edited: Organization | undefined): vscode.WebviewPanel {
  const { organizations, destinations, nowMs } = parts;
  const synced = edited !== undefined && (parts.sync.viewOf(edited).state?.coverage.length ?? 0) > 0;
  let selectNewDestination = false;
  let knownDestinations = new Set(destinations.list().map(({ id }) => id));

  const read = (values: OrganizationFormValues) =>
    readOrganizationInput(values, {
      // As it is now: it may have been changed elsewhere since this form was opened.
      edited: edited === undefined ? undefined : (organizations.get(edited.id) ?? edited),
      others: organizations.list(),
      newId: randomUUID(),
      nowMs: nowMs(),
    });
  const diagnosis = createDiagnosisRun({
    ...parts,
    onBegun: (begun) => server.emit('diagnosisBegun', begun),
    onFinished: (step) => server.emit('stepFinished', step),
    // This is its form.
    editable: () => undefined,
  });
  const check = createOrganizationCheck(parts, diagnosis);
  const values = { parse: (params: unknown) => VALUES.parse(params) };
  const nothing = { parse: () => undefined };

  const { panel, server } = openWebviewPanel<OrganizationFormCalls, OrganizationFormEvents>({
    ...parts,
    view: 'organizationForm',
    title: edited === undefined ? vscode.l10n.t('Add Organization') : vscode.l10n.t('Edit {0}', edited.displayName),
    handlers: {
      ...diagnosis.handlers,
      ready: { ...nothing, run: () => formState({ edited, synced, destinations: choices() }) },
      validate: { ...values, run: (typed) => read(typed).notes },
      testConnection: {
        ...values,
        async run(typed) {
          check.cancel();
          const input = read(typed);
          return input.ok ? check.test(input) : input.notes;
        },
      },
      save: {
        ...values,
        run(typed) {
          // A second press while the first is under way is the same wish.
          saving ??= save(typed).finally(() => {
            saving = undefined;
          });
          return saving;
        },
      },
      addDestination: {
        ...nothing,
        async run() {
          selectNewDestination = true;
          await vscode.commands.executeCommand('confluenceAudit.addDestination');
          return undefined;
        },
      },
      openTokenPage: {
        ...nothing,
        async run() {
          await vscode.env.openExternal(vscode.Uri.parse(TOKEN_PAGE));
          return undefined;
        },
      },
      cancel: { ...nothing, run: () => void setImmediate(() => panel.dispose()) },
    },
  });

  let saving: Promise<SaveResult<OrganizationField>> | undefined;
  const save = async (typed: OrganizationFormValues): Promise<SaveResult<OrganizationField>> => {
    const input = read(typed);
    if (!input.ok) return { saved: false, notes: input.notes };
    const { apiToken } = input;
    const { organization, notes } = needsCheck(organizations, edited, input)
      ? await check.beforeSave(typed, input)
      : { ...input, notes: [] };
    const refusal =
      notes.length > 0 ? notes : await saveOrganization(organizations, edited, { organization, apiToken });
    if (refusal.length > 0) return { saved: false, notes: refusal };
    // The reply is posted before the panel goes.
    setImmediate(() => panel.dispose());
    return { saved: true, notes: [] };
  };

  const choices = (): readonly DestinationChoice[] =>
    destinations.list().map(({ id, displayName }) => ({ id, label: displayName }));
  const following = destinations.onDidChange(() => {
    const added = destinations.list().find(({ id }) => !knownDestinations.has(id));
    const selectId = selectNewDestination ? added?.id : undefined;
    if (selectId !== undefined) selectNewDestination = false;
    knownDestinations = new Set(destinations.list().map(({ id }) => id));
    server.emit('destinationsChanged', { destinations: choices(), selectId });
  });
  const removal = organizations.onDidChange(() => {
    if (edited !== undefined && organizations.get(edited.id) === undefined) panel.dispose();
  });
  panel.onDidDispose(() => {
    check.cancel();
    following.dispose();
    removal.dispose();
  });
  return panel;
}

const TOKEN_PAGE = 'https://id.atlassian.com/manage-profile/security/api-tokens';

const VALUES: z.ZodType<OrganizationFormValues> = z.strictObject({
  siteUrl: z.string(),
  userName: z.string(),
  apiToken: z.string(),
  tokenExpiresOn: z.string(),
  displayName: z.string(),
  destinationId: z.string(),
  firstSync: z.enum(FIRST_SYNCS),
  backgroundSync: z.boolean(),
  intervalMinutes: z.string(),
});

interface FormBasis {
  readonly edited: Organization | undefined;
  readonly synced: boolean;
  readonly destinations: readonly DestinationChoice[];
}

function formState({ edited, synced, destinations }: FormBasis): OrganizationFormState {
  return {
    mode: edited === undefined ? 'add' : 'edit',
    values: formValues(edited),
    tokenStored: edited?.kind === 'confluence',
    sample: edited?.kind === 'sample',
    synced,
    destinations,
  };
}

/** What the form, or the prompts, begin with. */
export function formValues(edited: Organization | undefined): OrganizationFormValues {
  return {
    siteUrl: edited?.site ?? '',
    userName: edited?.userName ?? '',
    apiToken: '',
    tokenExpiresOn: edited?.tokenExpiresOn ?? '',
    displayName: edited?.displayName ?? '',
    destinationId: edited?.destinationId ?? '',
    firstSync: edited?.firstSync ?? 'everything',
    backgroundSync: edited?.backgroundSync.enabled ?? false,
    intervalMinutes: String(edited?.backgroundSync.intervalMinutes ?? DEFAULT_INTERVAL_MINUTES),
  };
}
