import type { SampleRecord } from '../../../../src/core/audit/sampleRecords.ts';
import { authorOf, busiest, isFromOutside, objectOf } from './plantedStories.ts';

/** A row of a query's result, by column name; dynamic values as JSON text. */
export type Found = Readonly<Record<string, unknown>>;

/** What a query must find of a story: made of the records of the story's hour, and of a row of the result. */
export interface Expectation {
  readonly id: string;
  readonly story: string;
  readonly planted: (hour: readonly SampleRecord[]) => readonly string[];
  readonly found: (row: Found) => string;
  /** How many rows besides may be in the result of a month, because everyday life looks like it; none, where not given. */
  readonly others?: number;
  /** How far back the query looks for the story, in days; 30 where not given. */
  readonly days?: number;
}

const by =
  (...names: readonly string[]) =>
  (row: Found): string =>
    names.map((name) => String(row[name])).join(' | ');

const only =
  (summary: string) =>
  (record: SampleRecord): boolean =>
    record.summary === summary;

/** The author of most records of this summary, and how many these are. */
const most = (summary: string) => (hour: readonly SampleRecord[]) => {
  const { author, count } = busiest(hour.filter(only(summary)));
  return [`${author} | ${count}`];
};

const outsiders = (hour: readonly SampleRecord[]) => [...new Set(hour.filter(isFromOutside).map(authorOf))];

const newAdministrators = (hour: readonly SampleRecord[]) =>
  hour
    .filter((record) => objectOf(record).startsWith('confluence-administrators') && only('User added to group')(record))
    .map((record) => `${authorOf(record)} | ${nameOfAssociated(record)}`);

export const expectations: readonly Expectation[] = [
  {
    id: 'anonymous-access-granted',
    story: 'Anonymous access granted',
    planted: (hour) =>
      hour
        .filter((record) => JSON.stringify(record).includes('"Anonymous"'))
        .map((record) => `${authorOf(record)} | ${new Date(record.creationDate).toISOString()}`),
    found: (row) => `${row['AuthorDisplayName']} | ${String(row['TimeGenerated']).replace(/0000Z$/, 'Z')}`,
  },
  {
    id: 'mass-permission-changes',
    story: 'Mass permission changes',
    planted: (hour) => {
      const { author, count } = busiest(hour.filter(({ summary }) => summary?.startsWith('Space permission') ?? false));
      return [`${author} | ${count}`];
    },
    found: by('AuthorDisplayName', 'Changes'),
  },
  {
    id: 'space-administration-for-oneself',
    story: 'Mass permission changes',
    planted: (hour) => [busiest(hour.filter(only('Space permission added'))).author],
    found: by('AuthorDisplayName'),
  },
  {
    id: 'restrictions-removed-in-bulk',
    story: 'Restrictions removed by a guest',
    planted: most('Content restriction removed'),
    found: by('AuthorDisplayName', 'Removed'),
  },
  {
    id: 'guests-changing-access',
    story: 'Restrictions removed by a guest',
    planted: (hour) => [busiest(hour.filter(only('Content restriction removed'))).author],
    found: by('AuthorDisplayName'),
  },
  {
    id: 'public-links-in-bulk',
    story: 'Public links enabled by night',
    planted: most('Public link enabled'),
    found: by('AuthorDisplayName', 'Links'),
  },
  ...['Administrator added', 'Leaver reactivated as administrator'].map(
    (story): Expectation => ({
      id: 'administrator-added',
      story,
      planted: newAdministrators,
      found: by('AuthorDisplayName', 'NewAdministrator'),
      // Those of the other story.
      others: 3,
    }),
  ),
  {
    id: 'administrator-for-a-moment',
    story: 'Administrator added',
    planted: newAdministrators,
    found: by('AddedBy', 'Member'),
  },
  {
    id: 'audit-settings-changed',
    story: 'Audit settings changed',
    planted: (hour) =>
      hour.filter(({ category }) => category === 'Auditing').map((record) => `${authorOf(record)} | 1 Months`),
    found: by('AuthorDisplayName', 'NewValue'),
  },
  {
    id: 'pages-viewed-with-admin-key',
    story: 'Pages viewed with admin key',
    planted: most('Page viewed with admin key'),
    found: by('AuthorDisplayName', 'Views'),
  },
  {
    id: 'administration-by-others',
    story: 'Account taken over',
    planted: outsiders,
    found: by('AuthorDisplayName'),
  },
  {
    id: 'app-busy-after-installation',
    story: 'App installed and busy',
    planted: (hour) => hour.filter((record) => only('App installed')(record) && isFromOutside(record)).map(objectOf),
    found: by('App'),
  },
  ...['App installed and busy', 'Account taken over'].map(
    (story): Expectation => ({
      id: 'app-installed-from-new-address',
      story,
      planted: (hour) =>
        hour
          .filter((record) => only('App installed')(record) && isFromOutside(record))
          .map((record) => `${authorOf(record)} | ${objectOf(record)}`),
      found: by('AuthorDisplayName', 'App'),
      // Those of the other story.
      others: 1,
      days: 14,
    }),
  ),
  {
    id: 'leaver-reactivated',
    story: 'Leaver reactivated as administrator',
    planted: (hour) => hour.filter((record) => only('User reactivated')(record) && isFromOutside(record)).map(objectOf),
    found: (row) => (String(row['Groups']).includes('"confluence-administrators"') ? String(row['Person']) : ''),
    others: 10,
  },
  {
    id: 'short-lived-account',
    story: 'Account made for one export',
    planted: (hour) =>
      hour
        .filter((record) => only('User deleted')(record) && isFromOutside(record))
        .map((record) => `${objectOf(record)} | ["Space exported: Finance"]`),
    found: by('Person', 'Deeds'),
  },
  {
    id: 'many-addresses-in-an-hour',
    story: 'Account taken over',
    planted: outsiders,
    found: by('AuthorDisplayName'),
    others: 2,
  },
  {
    id: 'activity-from-new-address',
    story: 'Spaces exported from a new address',
    planted: outsiders,
    found: by('AuthorDisplayName'),
    others: 20,
    days: 14,
  },
  {
    id: 'first-time-administration',
    story: 'Account taken over',
    planted: (hour) => {
      const [author = ''] = outsiders(hour);
      return ['Apps', 'Global administration', 'Users and groups'].map((category) => `${author} | ${category}`);
    },
    found: by('AuthorDisplayName', 'Category'),
    // An administrator's first change of the audit settings.
    others: 1,
    days: 14,
  },
  {
    id: 'spaces-exported-in-bulk',
    story: 'Spaces exported from a new address',
    planted: most('Space exported'),
    found: by('AuthorDisplayName', 'Exports'),
  },
  {
    id: 'export-after-access-granted',
    story: 'Account made for one export',
    planted: (hour) => hour.filter((record) => only('Space exported')(record) && isFromOutside(record)).map(authorOf),
    found: by('Person'),
  },
  {
    id: 'spaces-deleted-in-bulk',
    story: 'Spaces deleted',
    planted: (hour) => [`${busiest(hour.filter(({ summary }) => summary?.includes('deleted') ?? false)).author} | 5`],
    found: by('AuthorDisplayName', 'SpaceCount'),
  },
  {
    id: 'pages-archived-in-bulk',
    story: 'Pages with strange names archived',
    planted: most('Page archived'),
    found: by('AuthorDisplayName', 'Archived'),
  },
  ...['Spaces exported from a new address', 'Public links enabled by night'].map(
    (story): Expectation => ({
      id: 'burst-out-of-hours',
      story,
      planted: outsiders,
      found: by('AuthorDisplayName'),
      others: 15,
    }),
  ),
  {
    id: 'unusual-daily-volume',
    story: 'Mass permission changes',
    planted: (hour) => {
      const { author } = busiest(hour.filter(({ summary }) => summary?.startsWith('Space permission') ?? false));
      return [`${author} | ${new Date(hour[0]?.creationDate ?? 0).toISOString().slice(0, 10)}`];
    },
    found: (row) => `${row['AuthorDisplayName']} | ${String(row['Day']).slice(0, 10)}`,
    others: 15,
  },
];

function nameOfAssociated({ associatedObjects }: SampleRecord): string {
  const [first] = associatedObjects ?? [];
  return typeof first === 'object' && first !== null && 'name' in first ? String(first.name) : '';
}
