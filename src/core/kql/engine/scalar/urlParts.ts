import type { DynamicBag } from '../../values.ts';

/** The user stands before the host only together with a password. */
const URL_PARTS =
  /^([a-z][a-z\d+.-]*):\/\/(?:([^:@/?#]*):([^@/?#]*)@)?(\[[^\]]*\]|[^:/?#]*)(?::(\d*))?(\/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?$/is;

/** What parse_url() gives: as it is written, nothing decoded; empty texts for one that is no absolute URL. */
export function urlParts(url: string): DynamicBag {
  const match = URL_PARTS.exec(url) ?? [];
  const [, scheme = '', user = '', password = '', host = '', port = '', path = '', query = '', fragment = ''] = match;
  return {
    Scheme: scheme,
    Host: host,
    Port: port,
    Path: path === '/' && url.endsWith('/') && query === '' && fragment === '' ? '' : path,
    Username: user,
    Password: password,
    'Query Parameters': queryParameters(query),
    Fragment: fragment,
  };
}

/** Sorted by name; those that are there several times as an array. A parameter without a name or a value is left out. */
export function queryParameters(query: string): DynamicBag {
  const values = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 1 || equals === pair.length - 1) continue;
    const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)];
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  const names = [...values.keys()].sort();
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...others] = values.get(name) ?? [];
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
