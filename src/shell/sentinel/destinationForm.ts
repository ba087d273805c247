import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Destination } from '../../core/sentinel/destination.ts';
import type {
  DestinationFormCalls,
  DestinationFormEvents,
  DestinationFormState,
  DestinationFormValues,
} from '../../protocol/destinationForm.ts';
import { changedMembers } from '../changedMembers.ts';
import type { Parts } from '../parts.ts';
import { openWebviewPanel, showPanel } from '../webview/webviewPanel.ts';
import { readDestinationInput } from './destinationFormInput.ts';
import { testDestination } from './destinationTest.ts';
import { copyStreamDeclaration } from './streamDeclaration.ts';

/** Opens the form that adds a destination, or edits one; a destination's form is open at most once. */
export function openDestinationForm(parts: Parts, edited: Destination | undefined): void {
  showPanel(`destinationForm ${edited?.id ?? ''}`, () => createForm(parts, edited));
}

function createForm(parts: Parts, edited: Destination | undefined): vscode.WebviewPanel {
  const { destinations, connections } = parts;
  let test = new AbortController();
  // As it is now: it may have been changed elsewhere since this form was opened.
  const current = () => (edited === undefined ? undefined : (destinations.get(edited.id) ?? edited));
  const read = (values: DestinationFormValues) =>
    readDestinationInput(values, { edited: current(), newId: randomUUID() });
  const values = { parse: (params: unknown) => VALUES.parse(params) };
  const nothing = { parse: () => undefined };

  const { panel } = openWebviewPanel<DestinationFormCalls, DestinationFormEvents>({
    ...parts,
    view: 'destinationForm',
    title: edited === undefined ? vscode.l10n.t('Add Destination') : vscode.l10n.t('Edit {0}', edited.displayName),
    handlers: {
      ready: { ...nothing, run: () => formState(edited) },
      validate: {
        ...values,
        run(typed) {
          const input = read(typed);
          return input.ok ? [] : input.notes;
        },
      },
      testConnection: {
        ...values,
        async run(typed) {
          test.abort();
          test = new AbortController();
          const input = read(typed);
          if (!input.ok) return input.notes;
          const { destination, clientSecret } = input;
          return testDestination(connections, { destination, clientSecret, signal: test.signal, nowMs: parts.nowMs });
        },
      },
      save: {
        ...values,
        async run(typed) {
          const input = read(typed);
          if (!input.ok) return { saved: false, notes: input.notes };
          const { destination, clientSecret } = input;
          if (edited === undefined) await destinations.add(destination, clientSecret);
          else {
            const changed = changedMembers(edited, destination);
            await destinations.update(edited.id, (now) => ({ ...now, ...changed }), clientSecret);
          }
          setImmediate(() => panel.dispose());
          return { saved: true, notes: [] };
        },
      },
      pickFolder: { ...nothing, run: pickFolder },
      copyStreamDeclaration: {
        ...nothing,
        async run() {
          await copyStreamDeclaration();
          return undefined;
        },
      },
      cancel: { ...nothing, run: () => void setImmediate(() => panel.dispose()) },
    },
  });
  const following = destinations.onDidChange(() => {
    if (edited !== undefined && destinations.get(edited.id) === undefined) panel.dispose();
  });
  panel.onDidDispose(() => {
    test.abort();
    following.dispose();
  });
  return panel;
}

/**
 * Asks for a folder; undefined when the picker was dismissed. In a remote window the picker shows the remote machine,
 * while this extension, and so the folder, is on the user's own.
 */
export async function pickFolder(): Promise<string | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      defaultUri: vscode.Uri.file(homedir()),
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      openLabel: vscode.l10n.t('Use This Folder'),
      title: vscode.l10n.t('Folder for Audit Records'),
    })) ?? [];
  if (picked === undefined || picked.scheme === 'file') return picked?.fsPath;
  void vscode.window.showErrorMessage(
    vscode.l10n.t('Choose a folder on this computer: the extension does not run on the remote machine.'),
  );
  return undefined;
}

const VALUES: z.ZodType<DestinationFormValues> = z.strictObject({
  kind: z.enum(['azure', 'folder']),
  displayName: z.string(),
  endpoint: z.string(),
  ruleId: z.string(),
  streamName: z.string(),
  cloud: z.enum(['public', 'usGovernment', 'china', 'custom']),
  authorityHost: z.string(),
  audience: z.string(),
  tenantId: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  folder: z.string(),
});

function formState(edited: Destination | undefined): DestinationFormState {
  return {
    mode: edited === undefined ? 'add' : 'edit',
    values: destinationValues(edited),
    secretStored: edited?.kind === 'azure',
  };
}

/** What the form, or the prompts, begin with. */
export function destinationValues(edited: Destination | undefined): DestinationFormValues {
  const azure = edited?.kind === 'azure' ? edited : undefined;
  const custom = azure?.cloud.name === 'custom' ? azure.cloud : undefined;
  return {
    kind: edited?.kind ?? 'azure',
    displayName: edited?.displayName ?? '',
    endpoint: azure?.endpoint ?? '',
    ruleId: azure?.ruleId ?? '',
    streamName: azure?.streamName ?? DEFAULT_STREAM,
    cloud: azure?.cloud.name ?? 'public',
    authorityHost: custom?.authorityHost ?? '',
    audience: custom?.audience ?? '',
    tenantId: azure?.tenantId ?? '',
    clientId: azure?.clientId ?? '',
    clientSecret: '',
    folder: edited?.kind === 'folder' ? edited.folder : '',
  };
}

const DEFAULT_STREAM = 'Custom-ConfluenceAuditLogs_CL';
