import { Failure } from '../core/failure.ts';
import type { NetworkSettings } from '../core/network/networkSettings.ts';
import type { LogSink } from '../core/sentinel/logSink.ts';
import type { SinkRequest } from './engineRequest.ts';

export interface SinkAccess {
  readonly network: NetworkSettings;
  /** Names this product and its version. */
  readonly userAgent: string;
}

/** Opens the way to a destination; what that takes, Microsoft's clients for instance, is loaded on first use. */
export async function openSink(
  { destination, clientSecret }: SinkRequest,
  { network, userAgent }: SinkAccess,
): Promise<LogSink> {
  if (destination.kind === 'folder') {
    const { createFolderSink } = await import('../core/sentinel/folderSink.ts');
    return createFolderSink(destination.folder);
  }
  if (clientSecret === undefined) throw new Failure('secretMissing', { where: destination.displayName });
  const { createAzureSink } = await import('../core/sentinel/azureSink.ts');
  return createAzureSink({ destination, clientSecret, userAgentPrefix: userAgent, network });
}
