import * as z from 'zod';
import { PAGE_LIMIT, parseAuditPage } from '../../src/core/confluence/auditPage.ts';
import { createAuditSource } from '../../src/core/confluence/auditSource.ts';
import type { ConfluenceHttp } from '../../src/core/confluence/confluenceHttp.ts';
import { sandboxHttp, siteValues } from './sandboxHttp.ts';

/** What reading a whole site took. */
export interface SiteReading {
  /** How many were given; some may have been given twice. */
  readonly records: number;
  /** How many pages it took. */
  readonly requests: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** For one record: bare `JSON.parse`, and all the way to a validated record. */
  readonly bareMicroseconds: number;
  readonly oursMicroseconds: number;
}

const values = z.object({
  site: siteValues,
});
const never = new AbortController().signal;
const PAGES = 40;
const ROUNDS = 9;
const YEAR_MS = 366 * 24 * 60 * 60 * 1000;

/** Told when everything is loaded and the reading begins, and when it is over. */
export type OnStage = (stage: 'begun' | 'read') => void;

/** Reads all of a sandbox's site (its values as JSON) as a sync does; then compares what parsing costs. */
export async function readSite(sandboxValues: string, onStage: OnStage): Promise<SiteReading> {
  const { site } = values.parse(JSON.parse(sandboxValues));
  const http = sandboxHttp(site);
  let requests = 0;
  const counting: ConfluenceHttp = {
    ...http,
    getJson(path, signal) {
      requests += 1;
      return http.getJson(path, signal);
    },
  };
  const window = { fromMs: Date.now() - YEAR_MS, toMs: Date.now() };
  const source = createAuditSource(counting, site.url);
  await source.retention(never);
  requests = 0;
  onStage('begun');
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let records = 0;
  for await (const part of source.parts(window, never)) records += part.records.length + part.unreadable.length;
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  onStage('read');
  const parsing = await compareParsing(http, site.url);
  await http.close();
  return { records, requests, seconds, cpuSeconds: (user + system) / 1e6, ...parsing };
}

/** The same pages, as text, once through bare `JSON.parse` and once all the way to validated records, in turns. */
async function compareParsing(http: ConfluenceHttp, site: string) {
  const window = { fromMs: 0, toMs: Date.now() };
  const texts: string[] = [];
  for (let start = 0; texts.length < PAGES; start += PAGE_LIMIT) {
    const range = `startDate=${window.fromMs}&endDate=${window.toMs}&start=${start}&limit=${PAGE_LIMIT}`;
    texts.push(JSON.stringify(await http.getJson(`/wiki/rest/api/audit?${range}`, never)));
  }
  const rounds: { readonly bareMs: number; readonly oursMs: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let bareMs = 0;
    let oursMs = 0;
    for (const text of texts) {
      const began = performance.now();
      JSON.parse(text);
      const between = performance.now();
      parseAuditPage(JSON.parse(text), site, { query: window, start: 0 });
      oursMs += performance.now() - between;
      bareMs += between - began;
    }
    rounds.push({ bareMs, oursMs });
  }
  const byRatio = rounds.toSorted((a, b) => a.oursMs / a.bareMs - b.oursMs / b.bareMs);
  const { bareMs = 0, oursMs = 0 } = byRatio[Math.floor(ROUNDS / 2)] ?? {};
  const perRecord = 1000 / (PAGES * PAGE_LIMIT);
  return { bareMicroseconds: bareMs * perRecord, oursMicroseconds: oursMs * perRecord };
}
