/** What `--help` prints. */
export const USAGE = `Usage: node dist/headless.js CONFIG.json

Syncs the audit logs of Confluence Cloud sites to Microsoft Sentinel or a folder, without VS Code.
The section "Without VS Code" of README.md documents the configuration.

  --help     prints this
  --version  prints the version

Standard output is the ledger of the syncs, one JSON object a line; problems are told on standard error.

Exit codes:
  0  the last sync of each organization succeeded
  1  that of at least one failed, or a folder cannot be used
  2  the arguments or the configuration are wrong
  3  a signal came before the passes were through; what was done is saved

SIGINT, SIGTERM and SIGHUP save what is done and end within ten seconds; a second one ends at once.`;

/** What the arguments of the process ask for. */
export type Asked =
  | { readonly kind: 'sync'; readonly file: string }
  | { readonly kind: 'help' | 'version' }
  | { readonly kind: 'mistake'; readonly sentence: string };

export function readArguments(given: readonly string[]): Asked {
  if (given.some((each) => each === '--help' || each === '-h')) return { kind: 'help' };
  if (given.includes('--version')) return { kind: 'version' };
  const [file, ...others] = given;
  if (file === undefined) return wrong('The path of a configuration is missing.');
  const unknown = given.find((each) => each.startsWith('-'));
  if (unknown !== undefined) return wrong(`There is no option ${unknown}.`);
  if (others.length > 0) return wrong(`One configuration is expected, but there are ${given.length} arguments.`);
  return { kind: 'sync', file };
}

function wrong(sentence: string): Asked {
  return { kind: 'mistake', sentence };
}
