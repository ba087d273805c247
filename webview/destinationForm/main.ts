import * as l10n from '@vscode/l10n';
import type {
  DestinationFormCalls,
  DestinationFormEvents,
  DestinationFormState,
} from '../../src/protocol/destinationForm.ts';
import { openForm } from '../form/openForm.ts';
import { connect } from '../host.ts';
import { destinationFields } from './destinationFields.ts';

const host = connect<DestinationFormCalls, DestinationFormEvents>();
openForm({
  host,
  title: ({ mode }: DestinationFormState) => (mode === 'add' ? l10n.t('Add destination') : l10n.t('Edit destination')),
  fields: (state: DestinationFormState) =>
    destinationFields(state, {
      pickFolder: () => host.call('pickFolder'),
      copyStreamDeclaration: () => host.call('copyStreamDeclaration'),
    }),
});
