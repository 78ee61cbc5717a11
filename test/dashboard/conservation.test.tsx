// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { conservationOf } from '../../dashboard/src/branches/conservation.ts';
import { ConservationCheck } from '../../dashboard/src/branches/conservation-check.tsx';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

describe('the conservation check', () => {
  it('says in words and numbers that every row is accounted for', () => {
    const rows = { rowsRead: 100_000_000, rowsCounted: 99_999_120, rowsQuarantined: 880 };
    const { container } = drawn(<ConservationCheck rows={rows} />);
    expect(container.textContent).toBe(
      '100,000,000 rows read = 99,999,120 counted + 880 quarantined. Every row is accounted for.',
    );
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('names the rows that were corrected', () => {
    const rows = { rowsRead: 100, rowsCounted: 90, rowsQuarantined: 10, rowsCorrected: 6, rowsStillQuarantined: 4 };
    const { container } = drawn(<ConservationCheck rows={rows} />);
    expect(container.textContent).toContain('100 rows read = 90 counted + 6 corrected + 4 still quarantined');
  });

  it.each([
    [{ rowsRead: 100, rowsCounted: 90, rowsQuarantined: 9 }, '1 of those that were read are missing'],
    [{ rowsRead: 100, rowsCounted: 90, rowsQuarantined: 12 }, '2 more than were read'],
    [
      { rowsRead: 100, rowsCounted: 90, rowsQuarantined: 10, rowsCorrected: 6, rowsStillQuarantined: 3 },
      '1 of those that were read are missing',
    ],
  ])('sounds the alarm when it does not hold: %j', (rows, gap) => {
    drawn(<ConservationCheck rows={rows} />);
    const alarm = screen.getByRole('alert');
    expect(alarm.textContent).toContain(`The rows do not add up: ${gap}.`);
    expect(alarm.textContent).toContain('100 rows read ≠ 90 counted');
    expect(alarm.textContent).not.toContain('Every row is accounted for');
  });

  it('misses exactly what is missing', () => {
    const count = fc.maxSafeNat();
    fc.assert(
      fc.property(count, count, count, (rowsRead, rowsCounted, rowsQuarantined) => {
        const { missing } = conservationOf({ rowsRead, rowsCounted, rowsQuarantined });
        expect(missing + BigInt(rowsCounted) + BigInt(rowsQuarantined)).toBe(BigInt(rowsRead));
      }),
    );
  });
});
