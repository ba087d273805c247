import type { DiagnosisCalls, DiagnosisEvents } from './diagnosis.ts';
import type { FieldNote, SaveResult } from './form.ts';

export type OrganizationField =
  | 'siteUrl'
  | 'userName'
  | 'apiToken'
  | 'tokenExpiresOn'
  | 'displayName'
  | 'destinationId'
  | 'intervalMinutes';
export type OrganizationNote = FieldNote<OrganizationField>;

/** What the form holds. All strings are as typed; the host trims and judges them. */
export interface OrganizationFormValues {
  readonly siteUrl: string;
  readonly userName: string;
  /** Empty while editing: keep the stored token. It only ever travels from the view to the host. */
  readonly apiToken: string;
  /** A day as `2026-12-31`, or empty where it is not known. */
  readonly tokenExpiresOn: string;
  readonly displayName: string;
  /** Empty: no destination yet. */
  readonly destinationId: string;
  /** How far back the first sync reads. */
  readonly firstSync: FirstSync;
  readonly backgroundSync: boolean;
  /** Minutes between background syncs, as typed. */
  readonly intervalMinutes: string;
}

export type FirstSync = 'everything' | 'last30Days' | 'last7Days' | 'last24Hours' | 'newOnly';

export interface DestinationChoice {
  readonly id: string;
  readonly label: string;
}

export interface OrganizationFormState {
  readonly mode: 'add' | 'edit';
  /** `apiToken` is always empty here. */
  readonly values: OrganizationFormValues;
  readonly tokenStored: boolean;
  /** The sample organization has no site, user or token to edit. */
  readonly sample: boolean;
  /** True once records were synced: the first sync is over and its range can no longer be chosen. */
  readonly synced: boolean;
  readonly destinations: readonly DestinationChoice[];
}

// A type, not an interface: only a type is assignable to the index signature of `Calls`.
export type OrganizationFormCalls = DiagnosisCalls & {
  /** The view is loaded; gives what it shows. */
  ready: { params: undefined; result: OrganizationFormState };
  /** Judges the fields without any network access; an empty list means that all is well. */
  validate: { params: OrganizationFormValues; result: readonly OrganizationNote[] };
  /** Runs a diagnosis, whose steps come as events; gives a note for what is wrong, at the field that repairs it. */
  testConnection: { params: OrganizationFormValues; result: readonly OrganizationNote[] };
  /** Stores the organization and closes the form, or says what is wrong. Never stores half of it. */
  save: { params: OrganizationFormValues; result: SaveResult<OrganizationField> };
  /** Opens the destination form beside this one. */
  addDestination: { params: undefined; result: undefined };
  /** Opens Atlassian's page where API tokens are made. */
  openTokenPage: { params: undefined; result: undefined };
  cancel: { params: undefined; result: undefined };
};

export type OrganizationFormEvents = DiagnosisEvents & {
  /** A destination was added, changed or removed; `selectId`, if any, is the one just added from this form. */
  destinationsChanged: { readonly destinations: readonly DestinationChoice[]; readonly selectId: string | undefined };
};
