import { describe, expect, it } from 'vitest';
import { isNoReport, readNpmReport, readPypiAnswer } from '../audit/answers.ts';

const vulnerable = (severity: string) => ({ vulnerabilities: { left: { severity, range: '<1.3' } } });

describe('what npm audit prints', () => {
  it.each([['high'], ['critical']])('names a package with a %s advisory', (severity) => {
    expect(readNpmReport(JSON.stringify(vulnerable(severity)))).toEqual([`left <1.3: ${severity}`]);
  });

  it.each([[vulnerable('moderate')], [{ vulnerabilities: {} }]])('is nothing to stop for in %j', (report) => {
    expect(readNpmReport(JSON.stringify(report))).toEqual([]);
  });

  it('is no report where the registry knows no such question', () => {
    const message = '405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk';
    expect(readNpmReport(JSON.stringify({ message, method: 'POST', statusCode: 405 }))).toBe(isNoReport);
  });

  it.each([[{ statusCode: 503, message: 'down' }], [{ statusCode: 429, message: 'later' }], [{ error: 'no network' }]])(
    'is an error, not a skipped test, when it is %j',
    (answer) => {
      expect(() => readNpmReport(JSON.stringify(answer))).toThrow();
    },
  );
});

describe('what the index of Python packages says', () => {
  it('are the advisories that stand', () => {
    const vulnerabilities = [
      { id: 'GHSA-1', withdrawn: null },
      { id: 'PYSEC-2', withdrawn: '2026-01-01T00:00:00Z' },
      { id: 'PYSEC-3' },
    ];
    expect(readPypiAnswer(200, JSON.stringify({ info: {}, vulnerabilities }))).toEqual(['GHSA-1', 'PYSEC-3']);
    expect(readPypiAnswer(200, JSON.stringify({ vulnerabilities: [] }))).toEqual([]);
  });

  it('is nothing where the index has no such page, and an error where it fails', () => {
    expect(readPypiAnswer(404, '')).toBe(isNoReport);
    expect(() => readPypiAnswer(500, '')).toThrow('The index answered 500.');
    expect(() => readPypiAnswer(200, '{}')).toThrow();
  });
});
