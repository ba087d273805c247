import path from 'node:path';
import * as vscode from 'vscode';
import { recordsText, timeText } from '../localText.ts';
import { onThisComputer } from '../onThisComputer.ts';
import type { Parts } from '../parts.ts';
import { askChoice, type Choice } from '../quickInput.ts';
import type { DataChoice } from './dataChoice.ts';
import { previewAtHand } from './describeData.ts';

/** Asks what the queries of a document shall run on; undefined when the question was dismissed. */
export async function chooseData(parts: Parts, current: DataChoice): Promise<DataChoice | undefined> {
  const title = vscode.l10n.t('What shall queries of this file run on?');
  const known = [...dataChoices(parts), ...currentFile(current)];
  const choices = [...known.map((choice) => marked(choice, current)), fileChoice()];
  const chosen = await askChoice<DataChoice | 'file'>(title, choices);
  return chosen?.value === 'file' ? chooseFile() : chosen?.value;
}

function dataChoices(parts: Parts): readonly Choice<DataChoice>[] {
  const { organizations, destinations, nowMs } = parts;
  const sample: Choice<DataChoice> = {
    label: vscode.l10n.t('Sample organization'),
    detail: vscode.l10n.t('A made-up company, of the last 90 days; needs no network'),
    iconPath: new vscode.ThemeIcon('beaker'),
    value: { kind: 'sample' },
  };
  const previewed = organizations
    .list()
    .filter(({ kind }) => kind === 'confluence')
    .map(({ id, displayName }): Choice<DataChoice> => {
      const latest = previewAtHand(parts, id);
      return {
        label: displayName,
        detail:
          latest === undefined
            ? vscode.l10n.t('Its records of the last 7 days are read when a query runs')
            : vscode.l10n.t(
                'Its latest preview: {0}, read at {1}',
                recordsText(latest.records.length),
                timeText(latest.readAtMs, nowMs()),
              ),
        iconPath: new vscode.ThemeIcon('organization'),
        value: { kind: 'preview', organizationId: id },
      };
    });
  const folders = destinations.list().flatMap((destination): readonly Choice<DataChoice>[] =>
    destination.kind !== 'folder'
      ? []
      : [
          {
            label: destination.displayName,
            detail: vscode.l10n.t('What was synced to {0}', destination.folder),
            iconPath: new vscode.ThemeIcon('folder'),
            value: { kind: 'folder', destinationId: destination.id },
          },
        ],
  );
  return [sample, ...previewed, ...folders];
}

function currentFile(current: DataChoice): readonly Choice<DataChoice>[] {
  if (current.kind !== 'file') return [];
  const { file } = current;
  return [{ label: path.basename(file), detail: file, iconPath: new vscode.ThemeIcon('file'), value: current }];
}

function fileChoice(): Choice<'file'> {
  return {
    label: vscode.l10n.t('A file of records…'),
    detail: vscode.l10n.t('NDJSON, JSON or CSV, of audit records or of rows of ConfluenceAuditLogs_CL'),
    iconPath: new vscode.ThemeIcon('folder-opened'),
    value: 'file',
  };
}

function marked(choice: Choice<DataChoice>, current: DataChoice): Choice<DataChoice> {
  const isCurrent = JSON.stringify(choice.value) === JSON.stringify(current);
  return isCurrent ? { ...choice, description: vscode.l10n.t('current') } : choice;
}

async function chooseFile(): Promise<DataChoice | undefined> {
  const [picked] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('File of Audit Records'),
      openLabel: vscode.l10n.t('Use This File'),
      canSelectMany: false,
      filters: {
        [vscode.l10n.t('Audit records')]: ['ndjson', 'jsonl', 'json', 'csv'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  const chosen = onThisComputer(picked);
  return chosen === undefined ? undefined : { kind: 'file', file: chosen };
}
