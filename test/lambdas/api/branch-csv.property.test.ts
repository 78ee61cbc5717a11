import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { branchCsvLine } from '../../../lambdas/core/reports/branch-csv.ts';
import { textCell } from '../../../lambdas/core/reports/csv-cells.ts';
import { csvRecords } from '../../../lambdas/core/reports/csv-records.ts';

async function* inPieces(text: string): AsyncGenerator<string> {
  yield text;
}

async function read(text: string): Promise<string[][]> {
  const records: string[][] = [];
  for await (const record of csvRecords(inPieces(text))) {
    records.push(record);
  }
  return records;
}

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom('=', '+', '-', '@', '＝', '\t', '\r', '\n', ',', ';', '"', "'", ' ', 'A', '1'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
});

describe('a line of a download', () => {
  it('is read back as it was written, but for apostrophes before what a spreadsheet would run', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(texts, { minLength: 1, maxLength: 5 }), async (codes) => {
        const figures = ['1', '-2.00', '3.00', '0.5000', '1.00'] as const;
        const records = await read(codes.map((code) => branchCsvLine([code, ...figures])).join(''));
        const bare = (text = ''): string => text.replaceAll("'", '');
        expect(records.map(([code, ...rest]) => [bare(code), ...rest])).toEqual(
          codes.map((code) => [bare(code), ...figures]),
        );
        for (const [place, code] of codes.entries())
          if (!/[=+\-@＝\t\r\n]/.test(code)) expect(records[place]?.[0]).toBe(code);
      }),
    );
  });

  it('never begins a text cell with a formula, within quotes or without, wherever a cell may begin', () => {
    fc.assert(fc.property(texts, (text) => !/^"?[=+\-@\t\r\n]|(?:^|[;\t\r\n])[\s"]*[=+\-@＝]/.test(textCell(text))));
  });

  it.each([
    ['NORTH', 'NORTH'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['=1+1', "'=1+1"],
    ['=A1,B1', '"\'=A1,B1"'],
    ['+49', "'+49"],
    ['-1', "'-1"],
    ['@sum', "'@sum"],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['a=1', 'a=1'],
    ['a;=1', "a;'=1"],
    ['a\n=1', '"a\n\'=1"'],
    [' =1', '" \'=1"'],
    ['＋1', "'＋1"],
  ])('writes the text %j as %j', (text, cell) => {
    expect(textCell(text)).toBe(cell);
  });

  it('leaves amounts as they are, ends with CRLF', () => {
    expect(branchCsvLine(['A', '9223372036854775807', '-1.00', '2.00', '-0.0001', '-5.00'])).toBe(
      'A,9223372036854775807,-1.00,2.00,-0.0001,-5.00\r\n',
    );
  });
});
