import { l10n } from 'vscode';
import { Failure, type FailureCode } from '../../core/failure.ts';
import type { Destination } from '../../core/sentinel/destination.ts';
import type { DestinationField, DestinationNote } from '../../protocol/destinationForm.ts';
import type { Connections } from '../connections.ts';
import { errorSentence } from '../failureSentences.ts';

export interface DestinationTest {
  readonly destination: Destination;
  /** Undefined: the stored one. */
  readonly clientSecret: string | undefined;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

/** Tries everything that a send takes; what failed is said at the field that repairs it. */
export async function testDestination(
  connections: Connections,
  { destination, clientSecret, signal, nowMs }: DestinationTest,
): Promise<readonly DestinationNote[]> {
  try {
    const sink = await connections.openSink(destination, clientSecret);
    const verdict = await sink.check(signal);
    if (destination.kind === 'folder') return FOLDER_OK();
    return [...SIGN_IN_OK(), ...(verdict === 'accepted' ? RULE_OK() : RULE_REACHED())];
  } catch (error) {
    signal.throwIfAborted();
    const code = error instanceof Failure ? error.code : undefined;
    const byCode = code && FIELD_OF[code];
    const field = byCode ?? (destination.kind === 'folder' ? 'folder' : networkField(error, destination));
    return [{ field, verdict: 'failed', text: errorSentence(error, nowMs()) }];
  }
}

const FIELD_OF: Partial<Record<FailureCode, DestinationField>> = {
  entraTenantNotFound: 'tenantId',
  entraClientNotFound: 'clientId',
  entraWrongSecret: 'clientSecret',
  entraSecretExpired: 'clientSecret',
  secretMissing: 'clientSecret',
  entraSignInFailed: 'clientId',
  ingestionRoleMissing: 'ruleId',
  ingestionNotFound: 'streamName',
};

/** The network may fail on the way to either host. */
function networkField(error: unknown, destination: Destination): DestinationField {
  const where = error instanceof Failure ? error.detail.where : '';
  const { cloud } = destination as Extract<Destination, { kind: 'azure' }>;
  return cloud.name === 'custom' && where === cloud.authorityHost ? 'authorityHost' : 'endpoint';
}

const FOLDER_OK = (): readonly DestinationNote[] => [
  { field: 'folder', verdict: 'ok', text: l10n.t('The folder can be written to.') },
];

const SIGN_IN_OK = (): readonly DestinationNote[] => [
  { field: 'clientSecret', verdict: 'ok', text: l10n.t('Microsoft Entra ID accepts tenant, client and secret.') },
  { field: 'endpoint', verdict: 'ok', text: l10n.t('The endpoint answers.') },
];

const RULE_REACHED = (): readonly DestinationNote[] => [
  {
    field: 'streamName',
    verdict: 'warning',
    text: l10n.t('The endpoint does not take an empty batch. Whether rule and stream fit shows at the first sync.'),
  },
];

const RULE_OK = (): readonly DestinationNote[] => [
  { field: 'ruleId', verdict: 'ok', text: l10n.t('This client may send to the rule.') },
  {
    field: 'streamName',
    verdict: 'ok',
    text: l10n.t('The rule knows the stream. Whether rows arrive in the table shows only there, after some minutes.'),
  },
];
