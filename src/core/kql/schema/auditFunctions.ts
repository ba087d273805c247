import type { SchemaFunction } from './schema.ts';

/**
 * The name that Microsoft's solution gives to its view of Confluence's audit log, so that queries written for it run. It
 * gives the same columns under the same names; in it, EventCategoryType is the category, and the text is ours.
 */
const confluenceAudit: SchemaFunction = {
  name: 'ConfluenceAudit',
  parameters: '()',
  description:
    'Audit records of Confluence under the names that Microsoft\'s solution "Atlassian Confluence Audit" gives to their columns.',
  body: `{
    ConfluenceAuditLogs_CL
    | project
        TimeGenerated, EventVendor, EventProduct,
        AuthorUsername, AuthorAccountId, AuthorType, AuthorDisplayName, AuthorIsExternalCollaborator, AuthorUserKey,
        AuthorAccountType, AuthorPublicName, AuthorExternalCollaborator,
        RemoteAddress, CreationDate, Summary, Description, Category, SysAdmin, SuperAdmin,
        AffectedObjectName, AffectedObjectObjectType, ChangedValues, AssociatedObjects,
        UserIdentity = AuthorAccountId, SrcUserName = AuthorDisplayName, DstUserSid = AuthorUserKey,
        SrcIpAddr = RemoteAddress, EventCreationTime = CreationDate, EventMessage = Summary, EventCategoryType = Category,
        SiteUrl, AuthorIsGuest, EventOriginalUid
}`,
};

/** Functions over the audit table; those of ASIM will stand here too. */
export const auditFunctions: readonly SchemaFunction[] = [confluenceAudit];
