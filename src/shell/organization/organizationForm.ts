import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import * as z from 'zod';
import { DEFAULT_INTERVAL_MINUTES, FIRST_SYNCS, type Organization } from '../../core/organization/organization.ts';
import type {
  DestinationChoice,
  OrganizationFormCalls,
  OrganizationFormEvents,
  OrganizationFormState,
  OrganizationFormValues,
} from '../../protocol/organizationForm.ts';
import type { Parts } from '../parts.ts';
import { openWebviewPanel } from '../webview/webviewPanel.ts';
import { readOrganizationInput } from './organizationFormInput.ts';
import { saveOrganization } from './saveOrganization.ts';

const openForms = new Map<string, vscode.WebviewPanel>();

/** Opens the form that adds an organization, or edits one; an organization's form is open at most once. */
export async function openOrganizationForm(parts: Parts, edited: Organization | undefined): Promise<void> {
  const formId = edited?.id ?? '';
  const open = openForms.get(formId);
  if (open !== undefined) {
    open.reveal();
    return;
  }

  const { organizations, destinations, testOrganization, nowMs } = parts;
  const synced = edited !== undefined && (await parts.sync.stateOf(edited.id)).readThroughMs !== undefined;
  let test = new AbortController();
  let selectNewDestination = false;
  let knownDestinations = new Set(destinations.list().map(({ id }) => id));

  const read = (values: OrganizationFormValues) =>
    readOrganizationInput(values, { edited, others: organizations.list(), newId: randomUUID(), nowMs: nowMs() });
  const values = { parse: (params: unknown) => VALUES.parse(params) };
  const nothing = { parse: () => undefined };

  const { panel, server } = openWebviewPanel<OrganizationFormCalls, OrganizationFormEvents>({
    ...parts,
    view: 'organizationForm',
    title: edited === undefined ? vscode.l10n.t('Add Organization') : vscode.l10n.t('Edit {0}', edited.displayName),
    retainContextWhenHidden: true,
    handlers: {
      ready: { ...nothing, run: () => formState({ edited, synced, destinations: choices() }) },
      validate: { ...values, run: (typed) => read(typed).notes },
      testConnection: {
        ...values,
        async run(typed) {
          test.abort();
          test = new AbortController();
          const input = read(typed);
          if (!input.ok) return input.notes;
          const { organization, apiToken } = input;
          return testOrganization({ organization, apiToken, signal: test.signal });
        },
      },
      save: {
        ...values,
        async run(typed) {
          const input = read(typed);
          if (!input.ok) return { saved: false, notes: input.notes };
          await saveOrganization(parts, { edited, ...input });
          // The reply is posted before the panel goes.
          setImmediate(() => panel.dispose());
          return { saved: true, notes: [] };
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

  const choices = (): readonly DestinationChoice[] =>
    destinations.list().map(({ id, displayName }) => ({ id, label: displayName }));
  const following = destinations.onDidChange(() => {
    const added = destinations.list().find(({ id }) => !knownDestinations.has(id));
    const selectId = selectNewDestination ? added?.id : undefined;
    if (selectId !== undefined) selectNewDestination = false;
    knownDestinations = new Set(destinations.list().map(({ id }) => id));
    server.emit('destinationsChanged', { destinations: choices(), selectId });
  });
  openForms.set(formId, panel);
  panel.onDidDispose(() => {
    test.abort();
    following.dispose();
    openForms.delete(formId);
  });
}

const TOKEN_PAGE = 'https://id.atlassian.com/manage-profile/security/api-tokens';

const VALUES: z.ZodType<OrganizationFormValues> = z.strictObject({
  siteUrl: z.string(),
  userName: z.string(),
  apiToken: z.string(),
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
    displayName: edited?.displayName ?? '',
    destinationId: edited?.destinationId ?? '',
    firstSync: edited?.firstSync ?? 'everything',
    backgroundSync: edited?.backgroundSync.enabled ?? false,
    intervalMinutes: String(edited?.backgroundSync.intervalMinutes ?? DEFAULT_INTERVAL_MINUTES),
  };
}
