/** Whether a host's name, as URL gives it, is this machine. Names below `localhost` are its own too (RFC 6761). */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/\.$/, '');
  return name === 'localhost' || name === '[::1]' || name === '[::ffff:7f00:1]' || /^127(\.\d+){3}$/.test(name);
}
