import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeInWords, firstSentence, reasonLine } from '../../dashboard/src/runs/reason-line.ts';

describe('the reason of a failed run in one line', () => {
  it.each([
    [
      { code: 'wrong-header', message: 'The column amount is missing. Declared are timestamp, branch_code, amount.' },
      'Wrong header: The column amount is missing.',
    ],
    [
      { code: 'too-many-bad-rows', message: '7.5 % of the rows are bad, 5.0 % are tolerated. Correct the file.' },
      'Too many bad rows: 7.5 % of the rows are bad, 5.0 % are tolerated.',
    ],
    [
      { code: 'source-gone', message: 'The version v1 of s3://landing/a.csv was deleted. Upload the file again.' },
      'Source gone: The version v1 of s3://landing/a.csv was deleted.',
    ],
    [
      { code: 'worker-error', message: 'java.io.IOException: Disk is full\n\tat dev.countinghouse.X(X.java:7)' },
      'Worker error: java.io.IOException: Disk is full at dev.countinghouse.X(X.java:7)',
    ],
    [{ code: 'no-rows', message: '  ' }, 'No rows'],
    [{ code: '', message: 'It broke.' }, 'Unknown error: It broke.'],
    [{ code: 'x', message: 'It says “no.” Then it ends.' }, 'X: It says “no.”'],
    [{ code: 'x', message: 'Use a form, e.g. 12.50 or 3. Others are bad.' }, 'X: Use a form, e.g. 12.50 or 3.'],
  ])('is that of %j', (error, line) => {
    expect(reasonLine(error)).toBe(line);
  });

  it('is one line of bounded length, whatever the message', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (message) => {
        const line = firstSentence(message);
        expect(line).not.toMatch(/[\n\r\t]/);
        expect(line.length).toBeLessThanOrEqual(241);
        const whole = message.replace(/\s+/g, ' ').trim();
        expect(whole.startsWith(line.replace(/…$/, '')) || whole.startsWith(line)).toBe(true);
      }),
    );
  });

  it('writes codes as words', () => {
    expect(codeInWords('corrects-unknown-run')).toBe('Corrects unknown run');
  });
});

it('Files go by their names in the line, without the place and the version that tell them apart elsewhere', () => {
  const message =
    'The header of s3://a-landing-bucket/landing/branch-stats/april 2026.csv (version 5db8abe6-f700) (line 1) lacks "amount".';
  expect(reasonLine({ code: 'wrong-header', message })).toBe(
    'Wrong header: The header of april 2026.csv (line 1) lacks "amount".',
  );
});
