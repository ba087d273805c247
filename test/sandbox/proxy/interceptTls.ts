import type { Duplex } from 'node:stream';
import { connect, TLSSocket } from 'node:tls';
import type { CertificateAuthority } from './certificateAuthority.ts';

export interface Interception {
  readonly client: Duplex;
  readonly site: Duplex;
  readonly host: string;
  readonly authority: CertificateAuthority;
  /** Gets the sockets that are made here. */
  readonly keep: (socket: Duplex) => void;
}

/** Poses as the host to the client, and as a client to the host. Gives both sides in the clear. */
export async function interceptTls(interception: Interception): Promise<readonly [Duplex, Duplex]> {
  const { client, site, host, authority, keep } = interception;
  const clearClient = new TLSSocket(client, { isServer: true, ...(await authority.issue(host)) });
  // Whom the sandbox talks to is on this machine, so it need not prove who it is.
  const clearSite = connect({ socket: site, servername: host, rejectUnauthorized: false });
  keep(clearClient);
  keep(clearSite);
  return [clearClient, clearSite];
}
