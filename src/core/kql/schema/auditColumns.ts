import { auditTable, type ColumnType } from '../../audit/auditTable.ts';
import type { ScalarType } from '../values.ts';
import type { SchemaColumn } from './schema.ts';

const SCALAR_TYPES: Readonly<Record<ColumnType, ScalarType>> = {
  string: 'string',
  datetime: 'datetime',
  boolean: 'bool',
  long: 'long',
  dynamic: 'dynamic',
};

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  TimeGenerated: 'When it happened (UTC).',
  EventVendor: 'Always Atlassian.',
  EventProduct: 'Always Confluence Audit.',
  AuthorUsername: 'User name of the actor; mostly empty in Confluence Cloud.',
  AuthorAccountId: 'Atlassian account id of the actor.',
  AuthorType: 'What the actor is, for instance user.',
  AuthorDisplayName: 'Name of the actor, as people see it.',
  AuthorIsExternalCollaborator: 'Whether the actor is an external collaborator.',
  AuthorUserKey: 'Internal user key of the actor.',
  AuthorAccountType: 'Type of the Atlassian account: atlassian, app or customer.',
  AuthorPublicName: 'Public name of the actor.',
  AuthorExternalCollaborator: 'Whether the actor is an external collaborator, by the older name of the field.',
  RemoteAddress: 'The IP address that the request came from.',
  CreationDate: 'When it happened, in milliseconds since 1970 (UTC).',
  Summary: 'What happened, as the audit log names it.',
  Description: 'Further words on what happened; often empty.',
  Category: 'The group that the event belongs to, for instance Permissions or Spaces.',
  SysAdmin: 'Whether the actor is a system administrator.',
  SuperAdmin: 'Whether the actor is a super administrator.',
  AffectedObjectName: 'Name of what it was done to.',
  AffectedObjectObjectType: 'Type of what it was done to, for instance Space or User.',
  ChangedValues: 'What was changed: an array of name, oldValue and newValue.',
  AssociatedObjects: 'What else it concerns: an array of name and objectType.',
  UserIdentity: 'The same as AuthorAccountId.',
  SrcUserName: 'The same as AuthorDisplayName.',
  DstUserSid: 'The same as AuthorUserKey: the actor, in spite of its name.',
  SrcIpAddr: 'The same as RemoteAddress.',
  EventCreationTime: 'The same as CreationDate.',
  EventMessage: 'The same as Summary.',
  EventCategoryType: 'The same as AffectedObjectObjectType. The function ConfluenceAudit gives the category here.',
  SiteUrl: 'Address of the site that the record comes from.',
  AuthorIsGuest: 'Whether the actor is a guest.',
  EventOriginalUid: 'Key of the record; the same for a record that was sent twice.',
};

/** The columns of ConfluenceAuditLogs_CL, as queries see them. */
export const auditColumns: readonly SchemaColumn[] = auditTable.map(({ name, type }) => ({
  name,
  type: SCALAR_TYPES[type],
  description: DESCRIPTIONS[name] ?? '',
}));

/**
 * The columns of RawConfluenceAudit: the records as the site sent them, see core/audit/auditRecord.ts. A record's further
 * fields are columns too, where the loaded data has them.
 */
export const rawAuditColumns: readonly SchemaColumn[] = [
  { name: 'author', type: 'dynamic', description: 'Who did it: type, displayName, accountId, userKey and more.' },
  { name: 'remoteAddress', type: 'string', description: 'The IP address that the request came from.' },
  { name: 'creationDate', type: 'long', description: 'When it happened, in milliseconds since 1970 (UTC).' },
  { name: 'summary', type: 'string', description: 'What happened, as the audit log names it.' },
  { name: 'description', type: 'string', description: 'Further words on what happened; often empty.' },
  { name: 'category', type: 'string', description: 'The group that the event belongs to, for instance Permissions.' },
  { name: 'sysAdmin', type: 'bool', description: 'Whether the actor is a system administrator.' },
  { name: 'superAdmin', type: 'bool', description: 'Whether the actor is a super administrator.' },
  { name: 'affectedObject', type: 'dynamic', description: 'What it was done to: name and objectType.' },
  { name: 'changedValues', type: 'dynamic', description: 'What was changed: an array of name, oldValue and newValue.' },
  {
    name: 'associatedObjects',
    type: 'dynamic',
    description: 'What else it concerns: an array of name and objectType.',
  },
];
