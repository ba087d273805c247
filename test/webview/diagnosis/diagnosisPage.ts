import type { Locator, Page } from 'playwright-core';
import type { DiagnosisViewCalls, DiagnosisViewEvents } from '../../../src/protocol/diagnosis.ts';
import type { FakeDiagnosisHost } from '../fakeDiagnosisHost.ts';
import type { OpenOptions, View, ViewBrowser } from '../viewBrowser.ts';

export function openDiagnosis(
  views: ViewBrowser,
  host: FakeDiagnosisHost,
  more: Partial<OpenOptions<DiagnosisViewCalls>> = {},
): Promise<View<DiagnosisViewEvents>> {
  return views.open<DiagnosisViewCalls, DiagnosisViewEvents>({ view: 'diagnosis', handlers: host.handlers, ...more });
}

/** What stands in each step, from the first to the last, as a screen reader says it. */
export function stepTexts(page: Page): Promise<readonly string[]> {
  return page.getByRole('list', { name: 'Steps' }).getByRole('listitem').allTextContents();
}

export function step(page: Page, title: string): Locator {
  return page.locator('.step', { has: page.locator('.step-title', { hasText: title }) });
}

export function summaryText(page: Page): Promise<string | null> {
  return page.locator('.diagnosis-summary').textContent();
}
