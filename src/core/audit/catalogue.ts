/** A category of audit records and the summaries known to occur in it. */
export interface CatalogueCategory {
  readonly name: string;
  readonly summaries: readonly string[];
}

/**
 * What Confluence Cloud is known to record. Atlassian calls its own list incomplete, and texts may change or be
 * localised: a record that is not listed here is merely unknown, never wrong.
 * Source: support.atlassian.com "View the audit log", and records seen in the field.
 */
export const catalogue: readonly CatalogueCategory[] = [
  {
    name: 'Spaces',
    summaries: [
      'Space created',
      'Space archived',
      'Space unarchived',
      'Space marked as deleted',
      'Space deleted',
      'Deleted space restored',
      'Space exported',
      'Space imported',
      'Space configuration updated',
      'Space logo uploaded',
      'Space key updated',
      'Space owner updated',
      'Space trash emptied',
    ],
  },
  {
    name: 'Users and groups',
    summaries: [
      'User created',
      'User deactivated',
      'User reactivated',
      'User details updated',
      'User renamed',
      'User deleted',
      'User added to group',
      'User removed from group',
      'Group created',
      'Group deleted',
    ],
  },
  {
    name: 'Permissions',
    summaries: [
      'Global permission added',
      'Global permission removed',
      'Space permission added',
      'Space permission removed',
      'Content restriction added',
      'Content restriction removed',
    ],
  },
  {
    name: 'Global administration',
    summaries: ['Global settings changed', 'Site logo changed', 'Color scheme modified'],
  },
  { name: 'Auditing', summaries: ['Audit Log configuration updated'] },
  { name: 'Page', summaries: ['Page archived', 'Page restored', 'Page viewed with admin key'] },
  { name: 'Page templates', summaries: ['Page template created', 'Page template updated'] },
  { name: 'Public links', summaries: ['Public link enabled', 'Public link disabled'] },
  { name: 'Apps', summaries: ['App installed'] },
];

/** True for a category of the catalogue, whatever its case. */
export function isKnownCategory(category: string): boolean {
  return summariesByCategory.has(folded(category));
}

/** True for a summary that the catalogue lists under this category, whatever their case. */
export function isKnownEvent(category: string, summary: string): boolean {
  return summariesByCategory.get(folded(category))?.has(folded(summary)) ?? false;
}

const summariesByCategory: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  catalogue.map(({ name, summaries }) => [folded(name), new Set(summaries.map(folded))]),
);

function folded(text: string): string {
  return text.trim().toLowerCase();
}
