import { l10n } from 'vscode';
import type { DiagnosisState, FinishedStep } from '../../protocol/diagnosis.ts';
import type { Verdict } from '../../protocol/form.ts';
import type { Diagnosed } from './diagnosisSteps.ts';

export interface DiagnosisReport {
  readonly organization: string;
  readonly site: string;
  readonly userName: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly state: DiagnosisState;
}

/** A diagnosis to be pasted into a ticket: what comes from outside is plain text in it, and addresses are masked. */
export function diagnosisMarkdown({ organization, site, userName, startedAtMs, state }: DiagnosisReport): string {
  const finished = new Map(state.finished.map((step) => [step.id, step]));
  const lines = [
    `# ${text(l10n.t('Diagnostics of {0}', organization))}`,
    '',
    `- ${text(l10n.t('Site: {0}', site))}`,
    ...(userName === '' ? [] : [`- ${text(l10n.t('User: {0}', userName))}`]),
    `- ${text(l10n.t('Begun: {0}', new Date(startedAtMs).toISOString()))}`,
    `- ${text(l10n.t('Time zone of other times: {0}', Intl.DateTimeFormat().resolvedOptions().timeZone))}`,
    '',
    ...state.steps.map(({ id, title }, index) => `${index + 1}. ${stepLine(title, finished.get(id))}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A result as strangers may read it: who signed in is a person. */
export function withMaskedName(result: Diagnosed): Diagnosed {
  if (!('seen' in result) || result.seen.kind !== 'account') return result;
  const { name } = result.seen;
  // An address is masked wherever it is.
  if (name === '' || /^\S+@\S+$/.test(name)) return result;
  return { ...result, seen: { ...result.seen, name: maskedName(name) } };
}

function stepLine(title: string, step: FinishedStep | undefined): string {
  const verdict = step === undefined ? l10n.t('not finished') : VERDICTS[step.verdict]();
  const sentences = [step?.seen ?? '', step?.meaning ?? ''].filter((part) => part !== '').map(sentence);
  return [`**${text(title)}**: ${text(verdict)}.`, ...sentences].join(' ');
}

/** Status and codes, or headers, are seen without a full stop. */
function sentence(words: string): string {
  return text(words.endsWith('.') ? words : `${words}.`);
}

const VERDICTS: Readonly<Record<Verdict, () => string>> = {
  ok: () => l10n.t('all right'),
  warning: () => l10n.t('needs attention'),
  failed: () => l10n.t('failed'),
  skipped: () => l10n.t('skipped'),
};

/** One line without any markup, links and mentions included. */
function text(words: string): string {
  return masked(words)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_[\]<>|#~&]/g, '\\$&')
    .replaceAll('://', '\\://');
}

/**
 * `ann.lee@acme.example` becomes `a…e@acme.example`. A name is looked for only where one can begin: from each letter of
 * a long text, that would take its length squared.
 */
function masked(words: string): string {
  return words.replaceAll(
    /(?<![^\s@<>()"',;:])([^\s@<>()"',;:]+)@(?=[^\s@])/g,
    (_whole, local: string) => `${maskedName(local)}@`,
  );
}

/** First and last letter, of which some take two code units. */
function maskedName(name: string): string {
  const letters = Array.from(name);
  return letters.length > 2 ? `${letters.at(0)}…${letters.at(-1)}` : '…';
}
