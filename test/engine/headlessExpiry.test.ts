import { expect, test } from 'vitest';
import { createExpiryWarning } from '../../src/engine/headlessExpiry.ts';

const HOUR_MS = 3_600_000;
const noonOf = (day: number) => new Date(2026, 2, day, 12).getTime();

function warning(tokenExpiresOn: string | undefined) {
  const access = { site: 'https://acme.example', userName: 'u', apiToken: 't', tokenExpiresOn };
  return createExpiryWarning({ id: 'a', name: 'Acme', fromMs: 0, source: { kind: 'confluence', ...access } });
}

test.each([
  [16, 'Acme: the API token expires in 14 days, on 2026-03-30. '],
  [29, 'Acme: the API token expires in 1 day, on 2026-03-30. '],
  [30, 'Acme: the API token expires today. '],
  [31, 'Acme: the API token has expired: its tokenExpiresOn is 2026-03-30. It is tried all the same. '],
])('on the %dth', (day, sentence) => {
  expect(warning('2026-03-30')(noonOf(day))).toContain(sentence);
});

test('early enough, or without a day, nothing is said', () => {
  expect(warning('2026-03-30')(noonOf(15))).toBeUndefined();
  expect(warning(undefined)(noonOf(15))).toBeUndefined();
});

test('it is said once a day', () => {
  const warn = warning('2026-03-30');
  const said = [16, 17].flatMap((day) => [0, 1, 2].map((hours) => warn(noonOf(day) + hours * HOUR_MS) !== undefined));
  expect(said).toEqual([true, false, false, true, false, false]);
});
