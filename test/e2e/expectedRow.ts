/**
 * What a row must hold, told apart from the code that makes it: the column and the path in the audit record, as the
 * current generation of Microsoft's connector fills them, and the three columns of ours.
 */
const PATHS: Readonly<Record<string, string>> = {
  AuthorUsername: 'author.username',
  AuthorAccountId: 'author.accountId',
  AuthorType: 'author.type',
  AuthorDisplayName: 'author.displayName',
  AuthorUserKey: 'author.userKey',
  AuthorAccountType: 'author.accountType',
  AuthorPublicName: 'author.publicName',
  RemoteAddress: 'remoteAddress',
  Summary: 'summary',
  Description: 'description',
  Category: 'category',
  AffectedObjectName: 'affectedObject.name',
  AffectedObjectObjectType: 'affectedObject.objectType',
  UserIdentity: 'author.accountId',
  SrcUserName: 'author.displayName',
  DstUserSid: 'author.userKey',
  SrcIpAddr: 'remoteAddress',
  EventMessage: 'summary',
  EventCategoryType: 'affectedObject.objectType',
};
const NULLABLE_PATHS: Readonly<Record<string, string>> = {
  AuthorIsExternalCollaborator: 'author.isExternalCollaborator',
  AuthorExternalCollaborator: 'author.externalCollaborator',
  AuthorIsGuest: 'author.isGuest',
  CreationDate: 'creationDate',
  EventCreationTime: 'creationDate',
  SysAdmin: 'sysAdmin',
  SuperAdmin: 'superAdmin',
  ChangedValues: 'changedValues',
  AssociatedObjects: 'associatedObjects',
};

/** The row of a record of a site, without its key. */
export function expectedRow(record: unknown, site: string): Readonly<Record<string, unknown>> {
  const at = (path: string): unknown => path.split('.').reduce<unknown>(member, record);
  const texts = Object.entries(PATHS).map(([column, path]) => [column, at(path) ?? '']);
  const others = Object.entries(NULLABLE_PATHS).map(([column, path]) => [column, at(path) ?? null]);
  return {
    TimeGenerated: new Date(Number(at('creationDate'))).toISOString(),
    EventVendor: 'Atlassian',
    EventProduct: 'Confluence Audit',
    SiteUrl: site,
    ...Object.fromEntries([...texts, ...others]),
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
