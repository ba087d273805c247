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
  OrganizationNote,
} from '../../protocol/organizationForm.ts';
import { changedMembers } from '../changedMembers.ts';
import type { Parts } from '../parts.ts';
import { openWebviewPanel, showPanel } from '../webview/webviewPanel.ts';
import { readOrganizationInput } from './organizationFormInput.ts';

/** Opens the form that adds an organization, or edits one; an organization's form is open at most once. */
export function openOrganizationForm(parts: Parts, edited: Organization | undefined): void {
  showPanel(`organizationForm ${edited?.id ?? ''}`, () => createForm(parts, edited));
}

function createForm(parts: Parts, edited: Organization | undefined): vscode.WebviewPanel {
  const { organizations, destinations, testOrganization, nowMs } = parts;
  const synced = edited !== undefined && parts.sync.knownState(edited)?.readThroughMs !== undefined;
  let test = new AbortController();
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
  const values = { parse: (params: unknown) => VALUES.parse(params) };
  const nothing = { parse: () => undefined };

  const { panel, server } = openWebviewPanel<OrganizationFormCalls, OrganizationFormEvents>({
    ...parts,
    view: 'organizationForm',
    title: edited === undefined ? vscode.l10n.t('Add Organization') : vscode.l10n.t('Edit {0}', edited.displayName),
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
    const { organization, apiToken } = input;
    const notes = await doubts(typed, input);
    if (notes.length > 0) return { saved: false, notes };
    if (edited === undefined) await organizations.add(organization, apiToken);
    else
      await organizations.update(edited.id, (now) => ({ ...now, ...changedMembers(edited, organization) }), apiToken);
    // The reply is posted before the panel goes.
    setImmediate(() => panel.dispose());
    return { saved: true, notes: [] };
  };

  let doubted = '';
  /** What does not work is told once; who saves the same again wants it so. */
  const doubts = async (
    typed: OrganizationFormValues,
    { organization, apiToken }: { readonly organization: Organization; readonly apiToken: string | undefined },
  ): Promise<readonly OrganizationNote[]> => {
    const now = edited === undefined ? undefined : organizations.get(edited.id);
    // Saving tells that it was removed.
    if (edited !== undefined && now === undefined) return [];
    const asBefore = now?.site === organization.site && now.userName === organization.userName;
    if ((asBefore && apiToken === undefined) || doubted === JSON.stringify(typed)) return [];
    test.abort();
    test = new AbortController();
    const notes = await testOrganization({ organization, apiToken, signal: test.signal });
    if (notes.every(({ verdict }) => verdict !== 'failed')) return [];
    doubted = JSON.stringify(typed);
    const text = vscode.l10n.t('The connection does not work yet. Press Save again to save it anyway.');
    return [...notes, { field: 'form', verdict: 'failed', text }];
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
  const closing = organizations.onDidChange(() => {
    if (edited !== undefined && organizations.get(edited.id) === undefined) panel.dispose();
  });
  panel.onDidDispose(() => {
    test.abort();
    following.dispose();
    closing.dispose();
  });
  return panel;
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
