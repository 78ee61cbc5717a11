import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkCsv } from '../../csv-rules/check-csv.ts';
import type { Column } from '../../csv-rules/columns.ts';
import { outcomeOf, readRandomCases } from './preflight-cases.ts';

const columns: Column[] = [
  { name: 'at', type: 'timestamp', required: true },
  { name: 'branch', type: 'string', required: true, maxLength: 5 },
  { name: 'amount', type: 'decimal', precision: 6, scale: 2, required: false, minimum: '-10', maximum: '5000' },
];
const maxRowBytes = 100;
const utf8 = new TextEncoder();

const quotedText = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const goodRow = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é', '😀', ' ') }),
    fc.option(fc.integer({ min: -1000, max: 500_000 }), { nil: null }),
  )
  .map(([at, branch, cents]) => ({
    text: [at.toISOString(), quotedText(branch), cents === null ? '' : (cents / 100).toFixed(2)].join(','),
    reason: null,
  }));

const badRow = fc.constantFrom(
  { text: '2024-01-01,b,1', reason: 'bad-timestamp' },
  { text: '2024-01-01T00:00:00Z,,1', reason: 'missing' },
  { text: '2024-01-01T00:00:00Z,b', reason: 'field-count' },
  { text: '2024-01-01T00:00:00Z,"b"x,1', reason: 'text-after-quote' },
  { text: '2024-01-01T00:00:00Z,bbbbbb,1', reason: 'too-long' },
  { text: '2024-01-01T00:00:00Z,b,1e3', reason: 'bad-decimal' },
  { text: '2024-01-01T00:00:00Z,b,-10.01', reason: 'out-of-range' },
  { text: '2024-01-01T00:00:00Z,b\0,1', reason: 'nul-byte' },
  { text: `2024-01-01T00:00:00Z,${'b'.repeat(99)},1`, reason: 'row-too-long' },
);

const lineEnd = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\n');
const table = fc
  .tuple(fc.constantFrom('', '\ufeff'), fc.array(fc.tuple(fc.oneof(goodRow, badRow), lineEnd)), fc.boolean())
  .map(([mark, rows, lastEnd]) => {
    const body = rows.map(([row, end], i) => row.text + (i < rows.length - 1 || lastEnd ? end : ''));
    return { text: `${mark}at,branch,amount\n${body.join('')}`, rows: rows.map(([row]) => row) };
  });

const noise = fc
  .array(fc.constantFrom('"', '""', ',', '\n', '\r', '\r\n', '\0', 'é', '\ufeff', 'a', '1', '2024-01-01T00:00:00Z'))
  .map((parts) => utf8.encode(parts.join('')));
const header = utf8.encode('at,branch,amount\n');
const anything = fc.oneof(fc.uint8Array(), noise).chain((bytes) => {
  return fc.constantFrom(bytes, new Uint8Array([...header, ...bytes]));
});

const everything = { complete: true, mostBadRows: 1000, mostRawBytes: 1000 };
const rules = { name: 'file.csv', columns, maxRowBytes };

describe('the check of CSV bytes', () => {
  it('takes every row once: those that keep the rules as good, the others as bad for the rule they break', () => {
    fc.assert(
      fc.property(table, ({ text, rows }) => {
        const findings = checkCsv(utf8.encode(text), rules, everything);
        expect(findings.rows).toBe(rows.length);
        expect(findings.firstBadRows.map((row) => row.reason)).toEqual(
          rows.map((row) => row.reason).filter((reason) => reason !== null),
        );
      }),
    );
  });

  it('never throws, counts each bad row under one reason, and shows where it lies', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), fc.nat(20), (bytes, complete, most) => {
        const findings = checkCsv(bytes, { ...rules, maxRowBytes: most + 1 }, { ...everything, complete });
        expect(findings.badRows).toBeLessThanOrEqual(findings.rows);
        expect(findings.reasonCounts.reduce((sum, { count }) => sum + count, 0)).toBe(findings.badRows);
        for (const { offset, length, line } of findings.firstBadRows) {
          expect(offset + length).toBeLessThanOrEqual(bytes.length);
          expect(line).toBe(1 + bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says of a beginning nothing that the whole does not say', () => {
    const cases = readRandomCases().filter(({ error }) => error === null);
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.double({ min: 0, max: 1, noNaN: true }), (one, share) => {
        const cut = Math.floor(share * one.bytes.length);
        const beginning = outcomeOf(one.bytes.subarray(0, cut), one.columns, one.maxRowBytes, false);
        expect(beginning.error).toBeNull();
        expect(beginning.rows).toBeLessThanOrEqual(one.rows);
        const known = one.bad.slice(0, beginning.bad.length);
        // Of a row that goes on behind the cut, only so much is known as was seen.
        const last = beginning.bad.at(-1);
        const isCut = last !== undefined && last[1] + last[2] === cut && last[3] === 'row-too-long';
        const expected = isCut ? known.with(-1, [...(known.at(-1) ?? last)].with(2, last[2]) as never) : known;
        expect(beginning.bad).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('finds in the beginning every row that ends there', () => {
    for (const { bytes, columns: declared, maxRowBytes: most } of readRandomCases()) {
      const whole = outcomeOf(new Uint8Array([...bytes, 0x0a]), declared, most);
      const beginning = outcomeOf(new Uint8Array([...bytes, 0x0a]), declared, most, false);
      const endsOpen = whole.bad.at(-1)?.[3] === 'unclosed-quote';
      expect(beginning.rows).toBe(endsOpen ? whole.rows - 1 : whole.rows);
    }
  });
});
