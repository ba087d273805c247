import * as vscode from 'vscode';
import type { Organization } from '../core/organization/organization.ts';
import type { Destination } from '../core/sentinel/destination.ts';
import { siteText } from './organization/organizationTree.ts';
import type { Parts } from './parts.ts';
import { askChoice } from './quickInput.ts';
import { destinationText } from './sentinel/destinationTree.ts';

/** The organization of the tree row that a command was called on; from the palette, the one that the user picks. */
export async function pickOrganization({ organizations }: Parts, node: unknown): Promise<Organization | undefined> {
  const named = member(node, 'organization');
  if (named !== undefined) return organizations.get(named);
  const list = organizations.list();
  if (list.length <= 1) return list[0];
  const choices = list.map((value) => ({ label: value.displayName, description: siteText(value), value }));
  return (await askChoice(vscode.l10n.t('Which organization?'), choices))?.value;
}

/** The same for destinations. */
export async function pickDestination(
  { destinations }: Parts,
  node: unknown,
  fits: (destination: Destination) => boolean = () => true,
): Promise<Destination | undefined> {
  const named = member(node, 'destination');
  if (named !== undefined) return destinations.get(named);
  const list = destinations.list().filter(fits);
  if (list.length <= 1) return list[0];
  const choices = list.map((value) => ({ label: value.displayName, description: destinationText(value), value }));
  return (await askChoice(vscode.l10n.t('Which destination?'), choices))?.value;
}

/** The id inside a tree node. Commands can be called by anybody with anything. */
function member(node: unknown, name: 'organization' | 'destination'): string | undefined {
  if (typeof node !== 'object' || node === null || !(name in node)) return undefined;
  const value: unknown = (node as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== 'object' || value === null || !('id' in value)) return undefined;
  return typeof value.id === 'string' ? value.id : undefined;
}
