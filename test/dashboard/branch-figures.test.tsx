// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { BranchDetail } from '../../dashboard/src/api/client.ts';
import { BranchFigures } from '../../dashboard/src/branch/branch-figures.tsx';
import type { FigureName } from '../../dashboard/src/branch/receipt.ts';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const figures = { count: 4, min: '-1.00', average: '2.5275', max: '5.60', sum: '10.11' };
const run: BranchDetail['runs'][number] = {
  runId: '00000000-0000-4000-8000-000000000007',
  source: {
    role: 'transactions',
    bucket: 'landing',
    key: 'landing/branch-stats/march.csv',
    versionId: 'v7',
    size: 1,
    checksum: 'CRC64NVME:abc=',
    landedAt: '2026-03-01T00:00:00.000Z',
    goneAt: null,
  },
  landedAt: '2026-03-01T00:00:00.000Z',
  counts: true,
  corrects: null,
  supersededBy: null,
  withdrawnAt: null,
  withdrawnReason: null,
  publishedAt: null,
  declarationVersion: 1,
  codeVersion: 'abc1234',
  ...{ count: 3, min: '-1.00', average: '1.5033', max: '5.50', sum: '4.51' },
};
const branch: BranchDetail = {
  ...{ branchCode: 'NORTH', currency: 'USD', runs: [run], nextCursor: null, ...figures },
  receipt: {
    ...{ runs: 2, corrections: 0, firstLandedAt: run.landedAt, lastLandedAt: run.landedAt, remerged: figures },
    min: { amount: '-1.00', runs: 2, first: run },
    max: { amount: '5.60', runs: 1, first: run },
  },
};

const draw = (shown: BranchDetail, opened?: FigureName) =>
  drawn(<BranchFigures branch={shown} series={undefined} opened={opened} onOpen={() => {}} />);

describe('the figures of a branch', () => {
  it('each open a receipt', () => {
    draw(branch, 'average');
    expect(screen.getAllByRole('button').map((button) => button.getAttribute('aria-expanded'))).toEqual([
      ...['false', 'false', 'true', 'false', 'false'],
    ]);
    const receipt = screen.getByRole('region', { name: 'Receipt of the average' });
    expect(receipt.textContent).toContain('total ÷ count = 10.11 ÷ 4 = 2.5275');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('name the file that holds an extreme, with version, checksum, rows and run', () => {
    draw(branch, 'min');
    const receipt = screen.getByRole('region', { name: 'Receipt of the minimum' });
    for (const text of ['march.csv', 'v7', 'CRC64NVME:abc=', run.runId, 'abc1234', 'Rows of this branch in it3']) {
      expect(receipt.textContent).toContain(text);
    }
    expect(receipt.textContent).toContain('1 file that landed later has the same minimum');
    expect(screen.getByRole('link', { name: 'march.csv' }).getAttribute('href')).toBe(`/runs/${run.runId}`);
  });

  it('sound the alarm when a kept figure is not that of the files', () => {
    draw({ ...branch, sum: '10.12' }, 'sum');
    expect(screen.getByRole('alert').textContent).toContain(
      'Average, Total: the kept figure is not that of the files.',
    );
    expect(screen.getByRole('list', { name: 'Checks' }).textContent).toContain('10.11, which is not the same');
  });

  it('say so when no file counts', () => {
    const receipt = { ...branch.receipt, runs: 0, corrections: 0, remerged: null, min: null, max: null };
    const none = { ...branch, count: 0, min: null, max: null, average: null, sum: '0.00' };
    draw({ ...none, receipt: { firstLandedAt: null, lastLandedAt: null, ...receipt } }, 'max');
    expect(screen.getByRole('region', { name: 'Receipt of the maximum' }).textContent).toContain(
      'No file with rows of this branch counts now.',
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
