import { describe, expect, it } from 'vitest';
import { filterOf, isImpossible, isNarrow, queryOf } from '../../dashboard/src/runs/run-filter.ts';

const filter = (address: string) => filterOf(new URLSearchParams(address));

describe('the filter of the runs in the address', () => {
  it('is nothing at first', () => {
    expect(queryOf(filter(''))).toEqual({});
    expect(isNarrow(filter(''))).toBe(false);
  });

  it('is all that can be chosen', () => {
    const chosen = filter('state=FAILED,REJECTED&jobType=invoices&from=2026-05-01&to=2026-05-31&q=may');
    expect(queryOf(chosen)).toEqual({
      state: ['REJECTED', 'FAILED'],
      jobType: 'invoices',
      createdFrom: '2026-05-01',
      createdTo: '2026-05-31',
      q: 'may',
    });
    expect(isNarrow(chosen)).toBe(true);
  });

  it('leaves out what no run can be', () => {
    expect(queryOf(filter('state=LOST&from=yesterday&to=2026-13-01'))).toEqual({});
  });

  it('tells days in the wrong order', () => {
    expect(isImpossible(filter('from=2026-05-02&to=2026-05-01'))).toBe(true);
    expect(isImpossible(filter('from=2026-05-01&to=2026-05-01'))).toBe(false);
    expect(isImpossible(filter('from=2026-05-01'))).toBe(false);
  });
});
