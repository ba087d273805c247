import * as l10n from '@vscode/l10n';
import type { AzureCloud, DestinationField, DestinationFormValues } from '../../src/protocol/destinationForm.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { section } from '../form/section.ts';
import type { Choices } from '../ui/control.ts';
import { type Field, field } from '../ui/field.ts';
import { dropdown } from '../ui/toolkit/dropdown.ts';
import { textField } from '../ui/toolkit/textField.ts';
import { streamDeclaration } from './streamDeclaration.ts';

type AzureField = Exclude<DestinationField, 'displayName' | 'folder'>;
type AzureValues = Omit<DestinationFormValues, 'kind' | 'displayName' | 'folder'>;

/** The fields that only an Azure destination has. */
export interface AzureFields {
  readonly sections: readonly HTMLElement[];
  readonly byName: Readonly<Record<AzureField, Field>>;
  readonly others: readonly Field[];
  read(): AzureValues;
  write(values: AzureValues): void;
}

export function azureFields(
  isSecretStored: boolean,
  copyStreamDeclaration: () => Promise<Outcome<undefined>>,
): AzureFields {
  const cloud = dropdown<AzureCloud>({ label: l10n.t('Cloud'), choices: cloudChoices() });
  const controls = {
    endpoint: textField({ label: l10n.t('Logs ingestion endpoint') }),
    ruleId: textField({ label: l10n.t('Immutable ID of the data collection rule') }),
    streamName: textField({ label: l10n.t('Stream name') }),
    authorityHost: textField({ label: l10n.t('Authority host') }),
    audience: textField({ label: l10n.t('Token audience') }),
    tenantId: textField({ label: l10n.t('Tenant ID') }),
    clientId: textField({ label: l10n.t('Client ID') }),
    clientSecret: textField({ label: l10n.t('Client secret'), type: 'password' }),
  } as const;
  const byName: AzureFields['byName'] = {
    endpoint: field({
      control: controls.endpoint,
      hint: l10n.t('For example {0}; also the endpoint of a data collection rule.', EXAMPLE_ENDPOINT),
    }),
    ruleId: field({
      control: controls.ruleId,
      hint: l10n.t('“dcr-” and 32 characters, in the JSON view of the rule.'),
    }),
    streamName: field({
      control: controls.streamName,
      hint: l10n.t('As the rule declares it; begins with “Custom-”.'),
    }),
    authorityHost: field({ control: controls.authorityHost, hint: l10n.t('Where sign-in happens; an https address.') }),
    audience: field({ control: controls.audience, hint: l10n.t('What the token is asked for; an https address.') }),
    tenantId: field({ control: controls.tenantId }),
    clientId: field({ control: controls.clientId }),
    clientSecret: field({
      control: controls.clientSecret,
      hint: isSecretStored
        ? l10n.t('Stored; leave empty to keep it.')
        : l10n.t('Kept in the secret storage of VS Code and nowhere else.'),
    }),
  };
  const cloudField = field({ control: cloud, drawLabel: 'above' });
  const showCustom = (): void => {
    byName.authorityHost.element.hidden = cloud.get() !== 'custom';
    byName.audience.element.hidden = cloud.get() !== 'custom';
  };
  cloud.onEdit(showCustom);
  return {
    sections: [
      section(l10n.t('Data collection rule'), [
        ...[byName.endpoint, byName.ruleId, byName.streamName].map((shown) => shown.element),
        streamDeclaration(copyStreamDeclaration),
      ]),
      section(
        l10n.t('Sign-in'),
        [cloudField, byName.authorityHost, byName.audience, byName.tenantId, byName.clientId, byName.clientSecret].map(
          (shown) => shown.element,
        ),
      ),
    ],
    byName,
    others: [cloudField],
    read: () => ({
      endpoint: controls.endpoint.get(),
      ruleId: controls.ruleId.get(),
      streamName: controls.streamName.get(),
      cloud: cloud.get(),
      authorityHost: controls.authorityHost.get(),
      audience: controls.audience.get(),
      tenantId: controls.tenantId.get(),
      clientId: controls.clientId.get(),
      clientSecret: controls.clientSecret.get(),
    }),
    write: (values) => {
      controls.endpoint.set(values.endpoint);
      controls.ruleId.set(values.ruleId);
      controls.streamName.set(values.streamName);
      cloud.set(values.cloud);
      controls.authorityHost.set(values.authorityHost);
      controls.audience.set(values.audience);
      controls.tenantId.set(values.tenantId);
      controls.clientId.set(values.clientId);
      showCustom();
    },
  };
}

const EXAMPLE_ENDPOINT = 'https://<name>.<region>-1.ingest.monitor.azure.com';

function cloudChoices(): Choices<AzureCloud> {
  return [
    { value: 'public', label: l10n.t('Azure (public)') },
    { value: 'usGovernment', label: l10n.t('Azure US Government') },
    { value: 'china', label: l10n.t('Azure China (21Vianet)') },
    { value: 'custom', label: l10n.t('Custom') },
  ];
}
