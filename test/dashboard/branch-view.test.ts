import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BranchView,
  branchAddress,
  downloadAddress,
  queryOf,
  viewOf,
} from '../../dashboard/src/branches/branch-view.ts';
import { nameInPath } from '../../dashboard/src/layout/name-in-path.ts';

const usual: BranchView = { scope: { kind: 'counted' }, q: '', sort: 'branchCode', order: 'asc' };
const view = (address: string) => viewOf(new URLSearchParams(address));

describe('what an address shows', () => {
  it('is all that counts, by branch code, unless it says otherwise', () => {
    expect(view('')).toEqual(usual);
    expect(queryOf(usual)).toEqual({});
  });

  it.each<[string, Partial<BranchView>]>([
    ['runId=a', { scope: { kind: 'runs', runIds: ['a'] } }],
    ['runId=a&runId=b', { scope: { kind: 'runs', runIds: ['a', 'b'] } }],
    ['landedFrom=2026-03-01', { scope: { kind: 'landed', from: '2026-03-01', to: '' } }],
    ['landedFrom=2026-03-01&landedTo=2026-03-09', { scope: { kind: 'landed', from: '2026-03-01', to: '2026-03-09' } }],
    ['landedTo=9.3.2026', {}],
    ['q=100%25&sort=sum&order=desc', { q: '100%', sort: 'sum', order: 'desc' }],
    ['sort=colour&order=up', {}],
  ])('%s', (address, shown) => {
    expect(view(address)).toEqual({ ...usual, ...shown });
  });

  it('is asked for and downloaded with the same parameters', () => {
    const shown = view('runId=a&runId=b&q=%2F%26+%C3%BC&sort=average&order=desc');
    expect(queryOf(shown)).toEqual({ runId: ['a', 'b'], q: '/& ü', sort: 'average', order: 'desc' });
    expect(downloadAddress(shown)).toBe('/api/branches.csv?runId=a&runId=b&q=%2F%26+%C3%BC&sort=average&order=desc');
    expect(downloadAddress(usual)).toBe('/api/branches.csv');
  });
});

describe("a branch's address", () => {
  it('brings back its code, whatever characters that has', () => {
    // '.' and '..' cannot be written in the path of an address.
    const codes = fc.string({ unit: 'grapheme', minLength: 1 }).filter((code) => !/^\.{1,2}$/.test(code));
    fc.assert(
      fc.property(codes, (code) => {
        expect(nameInPath(new URL(branchAddress(code), 'https://host').pathname, '/branches/')).toBe(code);
      }),
    );
    for (const code of ['a/b', '%2F', '100%', 'a?b#c', 'Zürich']) {
      expect(nameInPath(new URL(branchAddress(code), 'https://host').pathname, '/branches/')).toBe(code);
    }
  });

  it('that was written by hand with a lone % is taken as it is', () => {
    expect(nameInPath('/branches/100%', '/branches/')).toBe('100%');
  });
});
