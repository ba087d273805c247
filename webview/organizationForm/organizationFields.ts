import * as l10n from '@vscode/l10n';
import type {
  DestinationChoice,
  FirstSync,
  OrganizationField,
  OrganizationFormState,
  OrganizationFormValues,
} from '../../src/protocol/organizationForm.ts';
import type { FormFields } from '../form/form.ts';
import { section } from '../form/section.ts';
import type { Choices } from '../ui/control.ts';
import { dateField } from '../ui/dateField.ts';
import { element } from '../ui/element.ts';
import { field } from '../ui/field.ts';
import { button } from '../ui/toolkit/button.ts';
import { checkbox } from '../ui/toolkit/checkbox.ts';
import { dropdown } from '../ui/toolkit/dropdown.ts';
import { textField } from '../ui/toolkit/textField.ts';

/** The fields of an organization, and the values in them. */
export interface OrganizationFields extends FormFields<OrganizationField, OrganizationFormValues> {
  setDestinations(destinations: readonly DestinationChoice[], selectId: string | undefined): void;
}

export interface OrganizationActions {
  readonly openTokenPage: () => void;
  readonly addDestination: () => void;
}

export function organizationFields(state: OrganizationFormState, actions: OrganizationActions): OrganizationFields {
  const siteUrl = textField({ label: l10n.t('Organization URL'), placeholder: 'https://<your-domain>.atlassian.net' });
  const userName = textField({ label: l10n.t('User name (e-mail)') });
  const apiToken = textField({ label: l10n.t('API token'), type: 'password' });
  const tokenExpiresOn = dateField(l10n.t('Token expires on (optional)'));
  const displayName = textField({ label: l10n.t('Display name (optional)') });
  const destination = dropdown({ label: l10n.t('Destination'), choices: destinationChoices(state.destinations) });
  const firstSync = dropdown({ label: l10n.t('First sync reads'), choices: firstSyncChoices() });
  const backgroundSync = checkbox(l10n.t('Sync in the background'));
  const intervalMinutes = textField({ label: l10n.t('Minutes between syncs') });

  const tokenLink = element('button', { type: 'button', class: 'link' }, [l10n.t('Create an API token')]);
  tokenLink.addEventListener('click', actions.openTokenPage);
  const addDestination = button({ label: l10n.t('Add destination…'), onClick: actions.addDestination });
  const byName: OrganizationFields['byName'] = {
    siteUrl: field({
      control: siteUrl,
      hint: l10n.t('The address of your Confluence site: {0}', '<your-domain>.atlassian.net'),
    }),
    userName: field({
      control: userName,
      hint: l10n.t('The e-mail address of a Confluence administrator.'),
    }),
    apiToken: field({
      control: apiToken,
      hint: state.tokenStored
        ? l10n.t('Stored; leave empty to keep it.')
        : l10n.t('Kept in the secret storage of VS Code and nowhere else.'),
      beside: [tokenLink],
    }),
    tokenExpiresOn: field({
      control: tokenExpiresOn,
      drawLabel: 'above',
      hint: l10n.t("Atlassian's page shows it when the token is made; a reminder comes 14 days before."),
    }),
    displayName: field({ control: displayName }),
    destinationId: field({
      control: destination,
      drawLabel: 'above',
      hint: l10n.t('Where synced records are sent. Records can be previewed without one.'),
      beside: [addDestination.element],
    }),
    intervalMinutes: field({ control: intervalMinutes }),
  };
  const firstSyncField = field({ control: firstSync, drawLabel: 'above' });
  const backgroundField = field({ control: backgroundSync });
  byName.intervalMinutes.element.classList.add('narrow');

  const suggestName = (): void => displayName.setPlaceholder(siteName(siteUrl.get()));
  const enableInterval = (): void => intervalMinutes.setEnabled(backgroundSync.get());
  siteUrl.onEdit(suggestName);
  backgroundSync.onEdit(enableInterval);

  const account = [byName.siteUrl, byName.userName, byName.apiToken, byName.tokenExpiresOn];
  const sync = [byName.destinationId, firstSyncField, backgroundField, byName.intervalMinutes];
  const isFirstSyncOver = state.synced || state.sample;
  return {
    sections: [
      section(l10n.t('Organization'), [
        ...(state.sample ? [] : account.map((shown) => shown.element)),
        byName.displayName.element,
      ]),
      section(
        l10n.t('Sync'),
        sync.filter((shown) => !(isFirstSyncOver && shown === firstSyncField)).map((shown) => shown.element),
      ),
    ],
    byName,
    others: [firstSyncField, backgroundField],
    first: state.sample ? displayName : siteUrl,
    read: () => ({
      siteUrl: siteUrl.get(),
      userName: userName.get(),
      apiToken: apiToken.get(),
      tokenExpiresOn: tokenExpiresOn.get(),
      displayName: displayName.get(),
      destinationId: destination.get(),
      firstSync: firstSync.get(),
      backgroundSync: backgroundSync.get(),
      intervalMinutes: intervalMinutes.get(),
    }),
    write: (values) => {
      siteUrl.set(values.siteUrl);
      userName.set(values.userName);
      tokenExpiresOn.set(values.tokenExpiresOn);
      displayName.set(values.displayName);
      destination.set(values.destinationId);
      firstSync.set(values.firstSync);
      backgroundSync.set(values.backgroundSync);
      intervalMinutes.set(values.intervalMinutes);
      suggestName();
      enableInterval();
    },
    setDestinations: (destinations, selectId) => {
      destination.setChoices(destinationChoices(destinations));
      if (selectId !== undefined) destination.set(selectId);
    },
  };
}

function destinationChoices(destinations: readonly DestinationChoice[]): Choices<string> {
  return [{ value: '', label: l10n.t('None yet') }, ...destinations.map(({ id, label }) => ({ value: id, label }))];
}

function firstSyncChoices(): Choices<FirstSync> {
  return [
    { value: 'everything', label: l10n.t('Everything the site still has') },
    { value: 'last30Days', label: l10n.t('The last 30 days') },
    { value: 'last7Days', label: l10n.t('The last 7 days') },
    { value: 'last24Hours', label: l10n.t('The last 24 hours') },
    { value: 'newOnly', label: l10n.t('Only what is new from now on') },
  ];
}

/** The host in what was typed, roughly: only a suggestion, the host side decides. */
function siteName(siteUrl: string): string {
  return siteUrl
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/[/?#].*$/, '');
}
