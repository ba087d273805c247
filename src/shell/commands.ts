import * as vscode from 'vscode';
import type { Organization } from '../core/organization/organization.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import { errorSentence } from './failureSentences.ts';
import type { Parts } from './parts.ts';
import { pickDestination, pickOrganization } from './pickers.ts';
import { quarantinedAt } from './syncActivity/quarantineDocument.ts';

type Command = (parts: Parts, node: unknown) => Promise<void> | void;

const COMMAND_PREFIX = 'confluenceAudit.';

/** Every command, by the end of its id. What is behind most of them is loaded when it is first used. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  addOrganization: async (parts) =>
    (await import('./organization/organizationForm.ts')).openOrganizationForm(parts, undefined),
  addOrganizationWithPrompts: async (parts) =>
    (await import('./organization/organizationPrompts.ts')).askOrganization(parts, undefined),
  addSampleOrganization: async (parts) =>
    (await import('./organization/organizationCommands.ts')).addSampleOrganization(parts),
  editOrganization: onOrganization(async (parts, organization) =>
    (await import('./organization/organizationForm.ts')).openOrganizationForm(parts, organization),
  ),
  editOrganizationWithPrompts: onOrganization(async (parts, organization) =>
    (await import('./organization/organizationPrompts.ts')).askOrganization(parts, organization),
  ),
  removeOrganization: onOrganization(async (parts, organization) =>
    (await import('./organization/organizationCommands.ts')).removeOrganization(parts, organization),
  ),
  runDiagnostics: onOrganization(async (parts, organization) =>
    (await import('./organization/diagnosisPanel.ts')).openDiagnosis(parts, organization),
  ),
  configureBackgroundSync: onOrganization(async (parts, organization) =>
    (await import('./organization/organizationCommands.ts')).configureBackgroundSync(parts, organization),
  ),
  openSite: onOrganization(async (_parts, { kind, site }) => {
    if (kind === 'confluence') await vscode.env.openExternal(vscode.Uri.parse(`${site}/wiki`));
  }),
  previewRecords: onOrganization(async (parts, organization) =>
    (await import('./audit/previewPanel.ts')).openPreview(parts, organization),
  ),
  syncNow: onOrganization(async (parts, organization) =>
    (await import('./sync/syncNow.ts')).syncNow(parts, organization),
  ),
  cancelSync: onOrganization((parts, { id }) => parts.sync.stop(id, 'cancel')),
  backfill: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/rangeCommands.ts')).backfill(parts, organization),
  ),
  dryRun: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/dryRunCommand.ts')).dryRun(parts, organization),
  ),
  reconcile: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/rangeCommands.ts')).reconcile(parts, organization),
  ),
  replay: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/replay.ts')).replay(parts, organization),
  ),
  fillHole: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/rangeCommands.ts')).fillHole(parts, organization, node),
  ),
  pauseJob: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/jobCommands.ts')).pauseJob(parts, organization, node),
  ),
  resumeJob: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/jobCommands.ts')).resumeJob(parts, organization, node),
  ),
  cancelJob: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/jobCommands.ts')).cancelJob(parts, organization, node),
  ),
  openQuarantined: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/quarantineCommands.ts')).openQuarantined(parts, organization, node),
  ),
  retryQuarantined: onQuarantined(async (parts, organization, node) =>
    (await import('./syncActivity/quarantineCommands.ts')).retryQuarantined(parts, organization, node),
  ),
  retryAllQuarantined: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/quarantineCommands.ts')).retryAllQuarantined(parts, organization),
  ),
  discardQuarantined: onQuarantined(async (parts, organization, node) =>
    (await import('./syncActivity/quarantineCommands.ts')).discardQuarantined(parts, organization, node),
  ),
  discardAllQuarantined: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/quarantineCommands.ts')).discardAllQuarantined(parts, organization),
  ),
  copyRepeatsQuery: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/activityCommands.ts')).copyRepeatsQuery(parts, organization, node),
  ),
  repairRun: onOrganization(async (parts, organization, node) =>
    (await import('./syncActivity/activityCommands.ts')).repairRun(parts, organization, node),
  ),
  refreshSyncActivity: async (parts) => (await import('./syncActivity/activityCommands.ts')).refreshSyncActivity(parts),
  resetSyncState: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/stateCommands.ts')).resetSyncState(parts, organization),
  ),
  exportSyncState: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/stateCommands.ts')).exportSyncState(parts, organization),
  ),
  importSyncState: onOrganization(async (parts, organization) =>
    (await import('./syncActivity/stateCommands.ts')).importSyncState(parts, organization),
  ),
  addDestination: async (parts) =>
    (await import('./sentinel/destinationForm.ts')).openDestinationForm(parts, undefined),
  addDestinationWithPrompts: async (parts) =>
    (await import('./sentinel/destinationPrompts.ts')).askDestination(parts, undefined),
  editDestination: onDestination(async (parts, destination) =>
    (await import('./sentinel/destinationForm.ts')).openDestinationForm(parts, destination),
  ),
  editDestinationWithPrompts: onDestination(async (parts, destination) =>
    (await import('./sentinel/destinationPrompts.ts')).askDestination(parts, destination),
  ),
  removeDestination: onDestination(async (parts, destination) =>
    (await import('./sentinel/destinationCommands.ts')).removeDestination(parts, destination),
  ),
  testDestination: onDestination(async (parts, destination) =>
    (await import('./sentinel/destinationCommands.ts')).testStoredDestination(parts, destination),
  ),
  openDestinationFolder: async (parts, node) => {
    const destination = await pickDestination(parts, node, ({ kind }) => kind === 'folder');
    if (destination === undefined) return;
    await (await import('./sentinel/destinationCommands.ts')).openDestinationFolder(destination);
  },
  copyStreamDeclaration: async () => (await import('./sentinel/streamDeclaration.ts')).copyStreamDeclaration(),
  openQuery: async () => (await import('./kql/openQuery.ts')).openLibraryQuery(),
  newQuery: async () => void (await (await import('./kql/openQuery.ts')).openNewQuery()),
  queryRecords: onOrganization(async (parts, organization) =>
    (await import('./kql/kqlCommands.ts')).queryRecords(parts, organization),
  ),
  runQuery: async (parts, target) => (await import('./kql/kqlCommands.ts')).runQuery(parts, target),
  runQueryInWorkspace: async (parts, target) =>
    (await import('./kql/kqlCommands.ts')).runQueryInWorkspace(parts, target),
  stopQuery: ({ kql }) => kql.queries.stop(),
  chooseQueryData: async (parts, target) => (await import('./kql/kqlCommands.ts')).chooseQueryData(parts, target),
  copyQueryWithData: async (parts, target) =>
    void (await (await import('./kql/kqlCommands.ts')).copyQueryWithData(parts, target)),
  showStatusMenu: async (parts) => (await import('./sync/statusMenu.ts')).showStatusMenu(parts),
  showLog: ({ log }) => log.show(),
};

/** Runs the command of this id; whatever it throws becomes a sentence for the user and a line in the log. */
export async function runCommand(parts: Parts, id: string, node: unknown): Promise<void> {
  const name = id.slice(COMMAND_PREFIX.length);
  try {
    await COMMANDS[name]?.(parts, node);
  } catch (error) {
    parts.log.error(error, name);
    void vscode.window.showErrorMessage(errorSentence(error, parts.nowMs()));
  }
}

function onOrganization(
  run: (parts: Parts, organization: Organization, node: unknown) => Promise<void> | void,
): Command {
  return async (parts, node) => {
    const organization = await pickOrganization(parts, node);
    if (organization !== undefined) await run(parts, organization, node);
  };
}

/** For a row of the quarantine, or the open document of a record in it. */
function onQuarantined(run: (parts: Parts, organization: Organization, node: unknown) => Promise<void>): Command {
  const onRow = onOrganization(run);
  return (parts, node) => onRow(parts, quarantinedAt(node) ?? node);
}

function onDestination(run: (parts: Parts, destination: Destination) => Promise<void> | void): Command {
  return async (parts, node) => {
    const destination = await pickDestination(parts, node);
    if (destination !== undefined) await run(parts, destination);
  };
}
