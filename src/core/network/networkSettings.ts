/** How this machine reaches the internet, as its user or administrator configured it. Core reads none of it by itself. */
export interface NetworkSettings {
  /** VS Code's `http.proxy`: an address, or empty when it is not set. May hold a user name and a password. */
  readonly proxy: string;
  /** VS Code's `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** VS Code's `http.proxyStrictSSL`: whether connections through a proxy must prove who they end at. */
  readonly strictSsl: boolean;
  /** The environment variables, of which the ones about proxies are read. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** PEM: authorities to trust besides those that Node trusts, for instance the operating system's. */
  readonly certificates: readonly string[];
}
