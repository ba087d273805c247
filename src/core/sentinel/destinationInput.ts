import path from 'node:path';
import type { AzureDestination, FolderDestination } from './destination.ts';

/** What a person typed for an Azure destination. */
export interface AzureInput {
  readonly endpoint: string;
  readonly ruleId: string;
  readonly streamName: string;
  readonly cloud: AzureDestination['cloud']['name'];
  readonly authorityHost: string;
  readonly audience: string;
  readonly tenantId: string;
  readonly clientId: string;
}

export type DestinationProblem =
  | 'empty'
  | 'notHttpsAddress'
  | 'notRuleId'
  | 'notStreamName'
  | 'notTenant'
  | 'notClientId'
  | 'notAbsolutePath';

export type InputField = keyof AzureInput | 'folder';

export interface InputProblem {
  readonly field: InputField;
  readonly problem: DestinationProblem;
}

export type ReadInput<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** Trims and judges what was typed for an Azure destination, every field of it. */
export function readAzureInput(input: AzureInput): ReadInput<Omit<AzureDestination, 'id' | 'kind' | 'displayName'>> {
  const endpoint = httpsOrigin(input.endpoint);
  const authorityHost = httpsOrigin(input.authorityHost);
  const audience = input.audience.trim();
  const [ruleId, streamName] = [input.ruleId.trim(), input.streamName.trim()];
  const [tenantId, clientId] = [input.tenantId.trim(), input.clientId.trim()];
  const custom = input.cloud === 'custom';
  const problems = [
    judge('endpoint', input.endpoint, endpoint !== undefined, 'notHttpsAddress'),
    judge('ruleId', ruleId, /^dcr-[0-9a-f]{32}$/i.test(ruleId), 'notRuleId'),
    judge('streamName', streamName, /^Custom-[A-Za-z0-9_-]{1,93}$/.test(streamName), 'notStreamName'),
    judge('tenantId', tenantId, GUID.test(tenantId) || DOMAIN.test(tenantId), 'notTenant'),
    judge('clientId', clientId, GUID.test(clientId), 'notClientId'),
    ...(custom ? [judge('authorityHost', input.authorityHost, authorityHost !== undefined, 'notHttpsAddress')] : []),
    ...(custom ? [judge('audience', audience, httpsOrigin(audience) !== undefined, 'notHttpsAddress')] : []),
  ].flat();
  if (problems.length > 0 || endpoint === undefined) return { ok: false, problems };
  const cloud: AzureDestination['cloud'] =
    input.cloud === 'custom' ? { name: 'custom', authorityHost: authorityHost ?? '', audience } : { name: input.cloud };
  return { ok: true, value: { endpoint, ruleId, streamName, cloud, tenantId, clientId } };
}

/** Trims and judges the path of a local folder. */
export function readFolderInput(folder: string): ReadInput<Pick<FolderDestination, 'folder'>> {
  const trimmed = folder.trim();
  const problems = judge('folder', trimmed, path.isAbsolute(trimmed), 'notAbsolutePath');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { folder: path.normalize(trimmed) } };
}

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const DOMAIN = /^([a-z0-9-]+\.)+[a-z]{2,}$/i;

function judge(
  field: InputField,
  typed: string,
  ...[fits, problem]: readonly [fits: boolean, problem: DestinationProblem]
): readonly InputProblem[] {
  if (typed.trim() === '') return [{ field, problem: 'empty' }];
  return fits ? [] : [{ field, problem }];
}

/** The origin of an https address, without a trailing slash. */
function httpsOrigin(typed: string): string | undefined {
  const trimmed = typed.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url.origin : undefined;
}
