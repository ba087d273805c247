import type { FieldNote, SaveResult } from './form.ts';

export type DestinationField =
  | 'displayName'
  | 'endpoint'
  | 'ruleId'
  | 'streamName'
  | 'authorityHost'
  | 'audience'
  | 'tenantId'
  | 'clientId'
  | 'clientSecret'
  | 'folder';
export type DestinationNote = FieldNote<DestinationField>;

export type DestinationKind = 'azure' | 'folder';
export type AzureCloud = 'public' | 'usGovernment' | 'china' | 'custom';

/** What the form holds, for both kinds at once; the fields of the other kind are ignored. */
export interface DestinationFormValues {
  readonly kind: DestinationKind;
  readonly displayName: string;
  readonly endpoint: string;
  readonly ruleId: string;
  readonly streamName: string;
  readonly cloud: AzureCloud;
  /** Only for the custom cloud. */
  readonly authorityHost: string;
  /** Only for the custom cloud. */
  readonly audience: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Empty while editing: keep the stored secret. It only ever travels from the view to the host. */
  readonly clientSecret: string;
  readonly folder: string;
}

export interface DestinationFormState {
  readonly mode: 'add' | 'edit';
  /** `clientSecret` is always empty here. */
  readonly values: DestinationFormValues;
  readonly secretStored: boolean;
}

export type DestinationFormCalls = {
  ready: { params: undefined; result: DestinationFormState };
  validate: { params: DestinationFormValues; result: readonly DestinationNote[] };
  testConnection: { params: DestinationFormValues; result: readonly DestinationNote[] };
  save: { params: DestinationFormValues; result: SaveResult<DestinationField> };
  /** Opens VS Code's folder picker; gives the chosen path, or undefined when it was dismissed. */
  pickFolder: { params: undefined; result: string | undefined };
  /** Puts the stream declaration of a data collection rule on the clipboard. */
  copyStreamDeclaration: { params: undefined; result: undefined };
  cancel: { params: undefined; result: undefined };
};

export type DestinationFormEvents = Record<never, never>;
