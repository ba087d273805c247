import type { SampleRandom } from './sampleRandom.ts';

/** The title of a page or of anything else that people name freely; now and then one that tests whoever shows it. */
export function sampleTitle(random: SampleRandom): string {
  if (random.chance(0.04)) return random.pick(hostileTitles);
  return `${random.pick(KINDS)} ${random.pick(SUBJECTS)}`;
}

/** Names that people really can give to pages. Whoever shows them must show them as plain text. */
export const hostileTitles: readonly string[] = [
  '<script>alert("audit")</script>',
  '<img src=x onerror=alert(document.domain)>',
  '[Free lunch](command:workbench.action.quit) **now** `$(warning)`',
  '=HYPERLINK("https://example.com/?q="&A1,"Open")',
  '+1 202 555 0142',
  '-2+3|cmd',
  '@SUM(1+1)*cmd',
  'Invoice \u202Egnp.exe\u202C (right to left)',
  'مواصفات المنتج الجديد',
  '新製品ロードマップ',
  '🚀 Launch day 👩‍👩‍👧‍👦 🇳🇴',
  'Zero\u200Bwidth\u200Dand\u00ADsoft',
  'First line\nSecond line\tand a tab',
  'He said "why, \'not\'?"; DROP TABLE pages; --',
  '\\\\server\\share\\%2e%2e%2f {{7*7}}',
  `Very long: ${'all work and no play '.repeat(12)}`.slice(0, 255),
];

const KINDS = [
  'Minutes:',
  'Runbook:',
  'Decision:',
  'How to order',
  'Retrospective',
  'Draft –',
  'Plan for',
  'Notes on',
  'FAQ:',
];
const SUBJECTS = [
  'calibration of the M4 series',
  'quarterly review',
  'office move',
  'incident 0417',
  'supplier audit',
  'spectrometer firmware 2.8',
  'new hires',
  'budget 2026',
  'Kundentermin Zürich',
  'parental leave',
  'travel expenses',
  'trade fair Osaka',
  'data retention',
];
