import type { AuditRecord } from './auditRecord.ts';

/** A type of Log Analytics columns and of stream declarations, as far as the table uses them. */
export type ColumnType = 'string' | 'datetime' | 'boolean' | 'long' | 'dynamic';

/** What a row takes besides the record itself. */
export interface RowContext {
  /** The site's address, for instance `https://acme.atlassian.net`. */
  readonly site: string;
  /** The record's key, see recordKey.ts. */
  readonly key: string;
  /** Epoch milliseconds; stands in where a record has no creation date. */
  readonly receivedAtMs: number;
}

export type CellValue = string | number | boolean | null | readonly unknown[];

export interface AuditColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** One row of the table, by column name. */
export type AuditRow = Readonly<Record<string, CellValue>>;

export const AUDIT_TABLE_NAME = 'ConfluenceAuditLogs_CL';

const COLUMNS = {
  TimeGenerated: 'datetime',
  EventVendor: 'string',
  EventProduct: 'string',
  AuthorUsername: 'string',
  AuthorAccountId: 'string',
  AuthorType: 'string',
  AuthorDisplayName: 'string',
  AuthorIsExternalCollaborator: 'boolean',
  AuthorUserKey: 'string',
  AuthorAccountType: 'string',
  AuthorPublicName: 'string',
  AuthorExternalCollaborator: 'boolean',
  RemoteAddress: 'string',
  CreationDate: 'long',
  Summary: 'string',
  Description: 'string',
  Category: 'string',
  SysAdmin: 'boolean',
  SuperAdmin: 'boolean',
  AffectedObjectName: 'string',
  AffectedObjectObjectType: 'string',
  ChangedValues: 'dynamic',
  AssociatedObjects: 'dynamic',
  UserIdentity: 'string',
  SrcUserName: 'string',
  DstUserSid: 'string',
  SrcIpAddr: 'string',
  EventCreationTime: 'long',
  EventMessage: 'string',
  EventCategoryType: 'string',
  SiteUrl: 'string',
  AuthorIsGuest: 'boolean',
  EventOriginalUid: 'string',
} as const satisfies Readonly<Record<string, ColumnType>>;

/**
 * The columns of ConfluenceAuditLogs_CL. The first thirty carry what Microsoft's connector (solution "Atlassian
 * Confluence Audit", parser template 3.0.7) puts into them, oddities included, so that existing queries keep working:
 * `DstUserSid` is the actor's user key, `EventCategoryType` the affected object's type. The last three are ours.
 */
export const auditTable: readonly AuditColumn[] = Object.entries(COLUMNS).map(([name, type]) => ({ name, type }));

/**
 * Maps a record to its row, in the order of the columns. A missing path gives an empty string in a string column and null
 * in any other.
 */
export function toRow(record: AuditRecord, { site, key, receivedAtMs }: RowContext): AuditRow {
  const author = record.author ?? NOBODY;
  const object = record.affectedObject ?? NOTHING;
  return {
    TimeGenerated: new Date(record.creationDate ?? receivedAtMs).toISOString(),
    EventVendor: 'Atlassian',
    EventProduct: 'Confluence Audit',
    AuthorUsername: author.username ?? '',
    AuthorAccountId: author.accountId ?? '',
    AuthorType: author.type ?? '',
    AuthorDisplayName: author.displayName ?? '',
    AuthorIsExternalCollaborator: author.isExternalCollaborator ?? null,
    AuthorUserKey: author.userKey ?? '',
    AuthorAccountType: author.accountType ?? '',
    AuthorPublicName: author.publicName ?? '',
    AuthorExternalCollaborator: author.externalCollaborator ?? null,
    RemoteAddress: record.remoteAddress ?? '',
    CreationDate: record.creationDate ?? null,
    Summary: record.summary ?? '',
    Description: record.description ?? '',
    Category: record.category ?? '',
    SysAdmin: record.sysAdmin ?? null,
    SuperAdmin: record.superAdmin ?? null,
    AffectedObjectName: object.name ?? '',
    AffectedObjectObjectType: object.objectType ?? '',
    ChangedValues: record.changedValues ?? null,
    AssociatedObjects: record.associatedObjects ?? null,
    UserIdentity: author.accountId ?? '',
    SrcUserName: author.displayName ?? '',
    DstUserSid: author.userKey ?? '',
    SrcIpAddr: record.remoteAddress ?? '',
    EventCreationTime: record.creationDate ?? null,
    EventMessage: record.summary ?? '',
    EventCategoryType: object.objectType ?? '',
    SiteUrl: site,
    AuthorIsGuest: author.isGuest ?? null,
    EventOriginalUid: key,
  } satisfies Readonly<Record<keyof typeof COLUMNS, CellValue>>;
}

const NOBODY: NonNullable<AuditRecord['author']> = {};
const NOTHING: NonNullable<AuditRecord['affectedObject']> = {};

/** A row as it is sent. */
export interface RowText {
  readonly json: string;
  /** What a destination may group rows by: the site's address, and epoch milliseconds. */
  readonly site: string;
  readonly timeMs: number;
}

export function toRowText(record: AuditRecord, context: RowContext): RowText {
  return {
    json: JSON.stringify(toRow(record, context)),
    site: context.site,
    timeMs: record.creationDate ?? context.receivedAtMs,
  };
}
