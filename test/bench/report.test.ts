import { expect, it } from 'vitest';
import { report, reportLines } from '../../bench/engine/report.ts';

const mebibytes = (count: number): number => count * 1024 ** 2;
const measured = {
  rows: 1_000,
  bytes: 34_000,
  agree: true,
  samples: new Map([
    [
      'countinghouse' as const,
      [
        { seconds: 2.00049, peakMemoryBytes: mebibytes(700) },
        { seconds: 4, peakMemoryBytes: mebibytes(900) },
        { seconds: 3, peakMemoryBytes: mebibytes(800) },
      ],
    ],
    ['floor' as const, [{ seconds: 1.5, peakMemoryBytes: undefined }]],
  ]),
};

it('The JSON has every round, the median and the highest peak of each engine, and nothing else', () => {
  expect(JSON.parse(JSON.stringify(report(measured)))).toEqual({
    rows: 1_000,
    bytes: 34_000,
    agree: true,
    engines: {
      countinghouse: { seconds: [2, 4, 3], median: 3, peakMemoryMiB: 900 },
      floor: { seconds: [1.5], median: 1.5, peakMemoryMiB: null },
    },
  });
});

it('The table has each engine with its range and how it compares with ours', () => {
  const [, , ours, floor] = reportLines(report(measured)).map((line) => line.split(/\s{2,}/));
  expect(ours).toEqual(['countinghouse', '2.00', '3.00', '4.00', '1.00', '900']);
  expect(floor).toEqual(['floor', '1.50', '1.50', '1.50', '0.50', '–']);
});

it('Without our engine there is nothing to compare with', () => {
  const alone = { ...measured, samples: new Map([['floor' as const, [{ seconds: 1, peakMemoryBytes: 0 }]]]) };
  expect(
    reportLines(report(alone))
      .at(-1)
      ?.split(/\s{2,}/),
  ).toEqual(['floor', '1.00', '1.00', '1.00', '–', '0']);
});
