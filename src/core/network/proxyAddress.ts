/** A proxy that can be used. Its credential is behind a function, so that showing or storing the value shows none. */
export interface ProxyAddress {
  /** Scheme, host and port: what may be shown. */
  readonly origin: string;
  /** What the proxy is told about who we are: the value of `Proxy-Authorization`. */
  readonly authorization: () => string | undefined;
}

/** What is wrong with a configured address. The address itself stays out of it: it may hold a password. */
export type AddressProblem = 'notAnAddress' | 'schemeNotSupported';

/**
 * Reads `http://user:password@host:port`. Without a scheme it is `http`, as in curl. Neither SOCKS nor the address of a
 * script (PAC) can be used.
 */
export function parseProxyAddress(text: string): ProxyAddress | AddressProblem {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return 'notAnAddress';
  const { protocol, origin, pathname, search, hash, username, password } = new URL(address);
  if (!/^https?:$/.test(protocol) || /\.(pac|dat)$/i.test(pathname)) return 'schemeNotSupported';
  // A password with an unescaped slash, question mark or number sign ends the host too early: never connect to that.
  if (pathname !== '/' || search !== '' || hash !== '') return 'notAnAddress';
  return {
    origin,
    authorization: () => {
      if (username === '' && password === '') return undefined;
      return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`;
    },
  };
}

/** A password may hold a percent sign that escapes nothing. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
