import type { ScalarType } from '../values.ts';
import type { SchemaColumn, SchemaFunction, SchemaTable } from './schema.ts';

/** The order of the columns, by their types. */
const TYPES: readonly ScalarType[] = ['datetime', 'string', 'bool', 'int', 'long', 'real', 'dynamic'];

/** What these columns mean wherever they occur. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  TimeGenerated: 'When it happened, or came in (UTC).',
  Type: 'Name of the table.',
};

/**
 * Tables of a Sentinel workspace that hunting queries join most, with their main columns, so that such queries can be
 * written and checked here. There is no sample of them: they run in a workspace only.
 */
export const workspaceTables: readonly SchemaTable[] = [
  table('SecurityAlert', 'Alerts of Microsoft Sentinel and of connected security products.', {
    datetime: 'TimeGenerated StartTime EndTime ProcessingEndTime',
    string:
      'AlertName DisplayName AlertSeverity Description ProviderName VendorName VendorOriginalId SystemAlertId ResourceId ' +
      'SourceComputerId AlertType ConfidenceLevel WorkspaceSubscriptionId WorkspaceResourceGroup ExtendedProperties ' +
      'Entities SourceSystem ExtendedLinks ProductName ProductComponentName AlertLink Status CompromisedEntity Tactics ' +
      'Techniques SubTechniques RemediationSteps Type',
    real: 'ConfidenceScore',
    bool: 'IsIncident',
  }),
  table('SecurityIncident', 'Incidents of Microsoft Sentinel; one row for each change of an incident.', {
    datetime:
      'TimeGenerated CreatedTime ClosedTime FirstActivityTime LastActivityTime FirstModifiedTime LastModifiedTime',
    string:
      'IncidentName Title Description Severity Status Classification ClassificationComment ClassificationReason IncidentUrl ' +
      'ModifiedBy ProviderName ProviderIncidentId SourceSystem Type',
    int: 'IncidentNumber',
    dynamic: 'Owner AlertIds BookmarkIds Comments Labels RelatedAnalyticRuleIds AdditionalData Tasks',
  }),
  table('SigninLogs', 'Interactive sign-ins to Microsoft Entra ID.', {
    datetime: 'TimeGenerated CreatedDateTime',
    string:
      'OperationName Category ResultType ResultSignature ResultDescription CorrelationId Identity Location AppDisplayName AppId ' +
      'AuthenticationRequirement ClientAppUsed ConditionalAccessStatus Id IPAddress ResourceDisplayName ResourceIdentity ' +
      'RiskDetail RiskEventTypes RiskLevelAggregated RiskLevelDuringSignIn RiskState TokenIssuerType UserAgent ' +
      'UserDisplayName UserId UserPrincipalName UserType SessionId UniqueTokenIdentifier AutonomousSystemNumber Type',
    bool: 'IsInteractive IsRisky',
    dynamic:
      'AuthenticationDetails AuthenticationProcessingDetails ConditionalAccessPolicies DeviceDetail LocationDetails MfaDetail ' +
      'NetworkLocationDetails Status',
  }),
  table('AuditLogs', 'Changes in Microsoft Entra ID: users, groups, applications and roles.', {
    datetime: 'TimeGenerated ActivityDateTime',
    string:
      'OperationName Category Result ResultReason ResultDescription CorrelationId Identity ActivityDisplayName Id ' +
      'LoggedByService AADOperationType AADTenantId Type',
    dynamic: 'InitiatedBy TargetResources AdditionalDetails',
  }),
  table('IdentityInfo', 'Who the users of the organization are: attributes, groups and roles.', {
    datetime: 'TimeGenerated AccountCreationTime LastSeenDate UserStateChangedOn',
    string:
      'AccountCloudSID AccountDisplayName AccountDomain AccountName AccountObjectId AccountSID AccountTenantId AccountUPN ' +
      'City Country Department EmployeeId GivenName JobTitle MailAddress Manager OnPremisesDistinguishedName Phone ' +
      'RiskLevel RiskState State StreetAddress Surname UserState UserType Type',
    bool: 'IsAccountEnabled',
    dynamic: 'AdditionalMailAddresses AssignedRoles GroupMembership Tags UserAccountControl RelatedAccounts',
  }),
  table('OfficeActivity', 'What people and administrators do in Exchange, SharePoint, OneDrive and Teams.', {
    datetime: 'TimeGenerated',
    string:
      'Operation OfficeWorkload RecordType OfficeId OrganizationName UserType UserKey UserId UserAgent ClientIP ResultStatus ' +
      'OfficeObjectId Site_Url SourceFileName SourceFileExtension SourceRelativeUrl DestinationFileName Parameters ' +
      'TargetUserOrGroupName TargetUserOrGroupType TeamName ChannelName ItemType EventSource MailboxOwnerUPN Type',
    bool: 'ExternalAccess',
  }),
  table('CommonSecurityLog', 'Events in Common Event Format, from firewalls, proxies and other appliances.', {
    datetime: 'TimeGenerated ReceiptTime StartTime EndTime',
    string:
      'DeviceVendor DeviceProduct DeviceVersion DeviceEventClassID Activity LogSeverity OriginalLogSeverity AdditionalExtensions ' +
      'DeviceAction ApplicationProtocol CommunicationDirection Computer DestinationDnsDomain DestinationHostName DestinationIP ' +
      'DestinationUserName DeviceAddress DeviceName FileName FileHash Message Protocol RequestURL RequestMethod ' +
      'RequestClientApplication SourceHostName SourceIP SourceUserName SimplifiedDeviceAction Type',
    int: 'DestinationPort SourcePort EventCount',
    long: 'ReceivedBytes SentBytes',
  }),
  table('Syslog', 'Messages that Linux machines and appliances send by syslog.', {
    datetime: 'TimeGenerated EventTime',
    string:
      'Computer Facility HostName HostIP ProcessName SeverityLevel SyslogMessage CollectorHostName SourceSystem Type',
    int: 'ProcessID',
  }),
  table('DeviceEvents', 'Events of devices, seen by Microsoft Defender for Endpoint.', {
    datetime: 'TimeGenerated Timestamp',
    string:
      'ActionType DeviceId DeviceName AccountDomain AccountName AccountSid FileName FolderPath SHA1 SHA256 MD5 LocalIP RemoteIP ' +
      'RemoteUrl RemoteDeviceName ProcessCommandLine InitiatingProcessAccountName InitiatingProcessAccountUpn ' +
      'InitiatingProcessCommandLine InitiatingProcessFileName InitiatingProcessFolderPath InitiatingProcessSHA256 RegistryKey ' +
      'RegistryValueName Type',
    int: 'LocalPort RemotePort',
    long: 'ReportId ProcessId InitiatingProcessId',
    dynamic: 'AdditionalFields',
  }),
  table('DeviceLogonEvents', 'Sign-ins on devices, seen by Microsoft Defender for Endpoint.', {
    datetime: 'TimeGenerated Timestamp',
    string:
      'ActionType LogonType DeviceId DeviceName AccountDomain AccountName AccountSid Protocol FailureReason RemoteDeviceName ' +
      'RemoteIP RemoteIPType InitiatingProcessAccountName InitiatingProcessAccountUpn InitiatingProcessCommandLine ' +
      'InitiatingProcessFileName Type',
    bool: 'IsLocalAdmin',
    int: 'RemotePort',
    long: 'LogonId ReportId InitiatingProcessId',
    dynamic: 'AdditionalFields',
  }),
  table('ThreatIntelligenceIndicator', 'Indicators of threat intelligence: addresses, domains, hashes and more.', {
    datetime: 'TimeGenerated ExpirationDateTime LastUpdatedTimeUtc',
    string:
      'IndicatorId Action AdditionalInformation Description DomainName EmailSenderAddress ExternalIndicatorId FileHashType ' +
      'FileHashValue FileName NetworkDestinationIP NetworkIP NetworkSourceIP SourceSystem Tags ThreatSeverity ThreatType ' +
      'TrafficLightProtocolLevel Url UserAgent Type',
    bool: 'Active',
    real: 'ConfidenceScore',
  }),
  table(
    'BehaviorAnalytics',
    'What people and machines did, with what was unusual in it, by user and entity behaviour analytics.',
    {
      datetime: 'TimeGenerated TimeProcessed',
      string:
        'ActionType ActivityType EventProductVersion EventSource EventVendor NativeTableName SourceDevice SourceIPAddress ' +
        'SourceIPLocation DestinationDevice DestinationIPAddress DestinationIPLocation SourceRecordId UserName UserPrincipalName Type',
      int: 'InvestigationPriority',
      dynamic: 'ActivityInsights DevicesInsights UsersInsights',
    },
  ),
  table('Heartbeat', 'A sign of life of each machine with an agent.', {
    datetime: 'TimeGenerated',
    string:
      'SourceComputerId ComputerIP Computer Category OSType OSName OSMajorVersion OSMinorVersion Version SourceSystem ' +
      'ComputerEnvironment Resource ResourceGroup ResourceId ResourceProvider ResourceType SubscriptionId VMUUID Type',
    bool: 'IsGatewayInstalled',
    real: 'RemoteIPLatitude RemoteIPLongitude',
    dynamic: 'ComputerPrivateIPs',
  }),
  table('AzureActivity', 'Operations on the resources of a subscription.', {
    datetime: 'TimeGenerated EventSubmissionTimestamp',
    string:
      'OperationNameValue Level ActivityStatusValue ActivitySubstatusValue ResourceGroup SubscriptionId CorrelationId Caller ' +
      'CallerIpAddress CategoryValue HTTPRequest Claims Authorization Properties EventDataId OperationId ' +
      'ResourceProviderValue TenantId Hierarchy Type',
    dynamic: 'Authorization_d Claims_d Properties_d',
  }),
  table('Watchlist', 'Rows of all watchlists, with what happened to them; _GetWatchlist gives those of one.', {
    datetime: 'TimeGenerated CreatedTimeUTC LastUpdatedTimeUTC',
    string:
      'AzureTenantId WatchlistId WatchlistItemId WatchlistName WatchlistAlias Source Provider Notes SearchKey WatchlistCategory ' +
      'DTItemId DTItemType DTItemStatus Type',
    dynamic: 'CreatedBy UpdatedBy WatchlistItem EntityMapping',
  }),
];

/** Functions that a Sentinel workspace has; they run there only. */
export const workspaceFunctions: readonly SchemaFunction[] = [
  {
    name: '_GetWatchlist',
    parameters: '(watchlistAlias: string)',
    description: 'Rows of a watchlist, with its own columns. Runs in a workspace only.',
    columns: columnsOf({ datetime: 'LastUpdatedTimeUTC', string: '_DTItemId SearchKey', dynamic: 'WatchlistItem' }),
  },
  {
    name: '_GetWatchlistAlias',
    parameters: '()',
    description: 'Aliases of all watchlists. Runs in a workspace only.',
    columns: columnsOf({ string: 'WatchlistAlias' }),
  },
];

/** Names of columns by their type, separated by spaces. */
type Names = Partial<Readonly<Record<ScalarType, string>>>;

function table(name: string, description: string, names: Names): SchemaTable {
  return { name, description, columns: columnsOf(names) };
}

function columnsOf(names: Names): readonly SchemaColumn[] {
  return TYPES.flatMap((type) =>
    (names[type]?.split(' ') ?? []).map((name) => ({ name, type, description: DESCRIPTIONS[name] ?? '' })),
  );
}
