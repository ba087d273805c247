import { expect, test } from 'vitest';
import { FAILURE_CODES } from '../../src/core/failure.ts';
import { failureSentence, failureText } from '../../src/engine/headlessSentences.ts';

test.each([...FAILURE_CODES, 'unexpected' as const])('%s is one or more sentences', (code) => {
  const detail = { where: 'https://acme.atlassian.net/wiki/rest', status: 418, remark: 'EREMARK' };
  const sentence = failureSentence({ code, detail });
  expect(sentence).toMatch(/^[A-Za-z].*[a-zA-Z)]\.$/);
  expect(sentence).not.toMatch(/undefined|\/wiki|EREMARK|VS Code|Try again/);
  expect(failureText({ code, detail })).toMatch(new RegExp(`^.*\\. \\[${code}\\b.*EREMARK\\]$`));
});

test('an address is told by its host, and a path as it is', () => {
  const told = (where: string) => failureSentence({ code: 'folderMissing', detail: { where } });
  expect(told('https://acme.example:8443/x')).toContain('folder acme.example:8443 is not');
  expect(told('/var/lib/rows')).toContain('folder /var/lib/rows is not');
  expect(told('C:\\rows')).toContain('folder C:\\rows is not');
});

test('what scripts need stands behind it', () => {
  const detail = { where: 'https://acme.example', status: 401 };
  expect(failureText({ code: 'siteWrongCredentials', detail })).toMatch(
    / \[siteWrongCredentials at https:\/\/acme\.example, status 401\]$/,
  );
  expect(failureText({ code: 'unexpected', detail: { where: '' } })).toMatch(/ \[unexpected\]$/);
});

test('a lost lease says who has it, and that nothing more was sent', () => {
  const sentence = failureSentence({ code: 'leaseLost', detail: { where: '/var/lib/state' } });
  expect(sentence).toContain('Another process has taken over the state folder /var/lib/state');
  expect(sentence).toContain('stopped before sending anything more');
});
