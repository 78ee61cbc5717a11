// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useAddress } from '../../dashboard/src/layout/use-address.ts';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

type Address = ReturnType<typeof useAddress>;

function Page({ see }: { see: (address: Address) => void }) {
  see(useAddress());
  return null;
}

/** Draws a page at an address; gives what the page sees of it. */
function at(path: string) {
  let seen: Address | undefined;
  const see = (address: Address) => {
    seen = address;
  };
  const { location } = drawn(<Page see={see} />, path);
  const here = () => {
    if (!seen) throw new Error('the page is not drawn');
    return seen;
  };
  return {
    get: (name: string) => here()[0].get(name),
    change: (...changes: Record<string, string>[]) =>
      act(() => {
        const [, change] = here();
        for (const one of changes) change(one);
      }),
    address: () => location.history.at(-1),
  };
}

describe('the address of a page', () => {
  it('takes in what changes, and leaves out what is empty', () => {
    const page = at('/runs?state=FAILED&q=a');
    page.change({ q: '', jobType: 'branch-stats' });
    expect(page.address()).toBe('/runs?state=FAILED&jobType=branch-stats');
    expect([page.get('q'), page.get('jobType')]).toEqual([null, 'branch-stats']);
    page.change({ state: '', jobType: '' });
    expect(page.address()).toBe('/runs');
  });

  it('keeps a percent sign what it is, in the path and in the parameters', () => {
    const page = at('/branches/%252F?q=%2541');
    expect(page.get('q')).toBe('%41');
    page.change({ scale: 'linear' });
    expect(page.address()).toBe('/branches/%252F?q=%2541&scale=linear');
  });

  it('takes in two changes at once', () => {
    const page = at('/?q=a');
    page.change({ sort: 'sum' }, { order: 'desc' });
    expect(page.address()).toBe('/?q=a&sort=sum&order=desc');
  });
});
