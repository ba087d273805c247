import * as vscode from 'vscode';
import { type AzureDestination, logsQueryEndpoint } from '../../core/sentinel/destination.ts';
import { askText } from '../quickInput.ts';

/** Where queries of a destination's client go. */
export interface Workspace {
  /** A GUID. */
  readonly id: string;
  /** Origin of the query service. */
  readonly endpoint: string;
}

/** The workspace of each destination, as somebody has entered it. */
export interface WorkspaceMemory {
  /** Asks where nothing is known; undefined when the question was dismissed. */
  workspaceOf(destination: AzureDestination): Promise<Workspace | undefined>;
  /** It was the wrong one: asks again the next time, with this one to correct. */
  doubt(destination: AzureDestination): void;
}

export function createWorkspaceMemory(memory: vscode.Memento): WorkspaceMemory {
  const doubted = new Set<string>();
  return {
    async workspaceOf(destination) {
      const { id, cloud } = destination;
      const known = readWorkspace(memory.get(`${KEY}.${id}`));
      // The destination may have been moved to another cloud since.
      const endpoint = logsQueryEndpoint(cloud) ?? known?.endpoint;
      if (known !== undefined && endpoint !== undefined && !doubted.has(id)) return { id: known.id, endpoint };
      const asked = await askWorkspace(destination, known);
      if (asked === undefined) return undefined;
      doubted.delete(id);
      const stored: StoredWorkspace = { id: asked.id, endpoint: cloud.name === 'custom' ? asked.endpoint : undefined };
      await memory.update(`${KEY}.${id}`, stored);
      return asked;
    },
    doubt: ({ id }) => void doubted.add(id),
  };
}

const KEY = 'kqlWorkspace';

interface StoredWorkspace {
  readonly id: string;
  /** Of a cloud that is not Microsoft's. */
  readonly endpoint: string | undefined;
}

async function askWorkspace(
  { displayName, cloud }: AzureDestination,
  known: StoredWorkspace | undefined,
): Promise<Workspace | undefined> {
  const title = vscode.l10n.t('Workspace of {0}', displayName);
  const id = await askText({
    title,
    prompt: vscode.l10n.t('Id of the Log Analytics workspace, a GUID: on its overview page in the Azure portal'),
    value: known?.id ?? '',
    judge: (typed) =>
      GUID.test(typed.trim()) ? undefined : vscode.l10n.t('Enter a GUID, as 00000000-0000-0000-0000-000000000000.'),
  });
  if (id === undefined) return undefined;
  const endpoint = logsQueryEndpoint(cloud) ?? (await askEndpoint(title, known));
  return endpoint === undefined ? undefined : { id: id.trim().toLowerCase(), endpoint };
}

/** Of a cloud that is not Microsoft's. */
async function askEndpoint(title: string, known: StoredWorkspace | undefined): Promise<string | undefined> {
  const typed = await askText({
    title,
    prompt: vscode.l10n.t("Address of this cloud's Log Analytics query service"),
    value: known?.endpoint ?? '',
    judge: (text) => (originOf(text) ? undefined : vscode.l10n.t('Enter an address that begins with https.')),
  });
  return typed === undefined ? undefined : originOf(typed);
}

const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

function originOf(text: string): string | undefined {
  const url = URL.parse(text.trim());
  return url?.protocol === 'https:' ? url.origin : undefined;
}

function readWorkspace(value: unknown): StoredWorkspace | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  const { id } = value;
  if (typeof id !== 'string' || !GUID.test(id)) return undefined;
  const endpoint = 'endpoint' in value ? value.endpoint : undefined;
  return { id, endpoint: typeof endpoint === 'string' && originOf(endpoint) === endpoint ? endpoint : undefined };
}
