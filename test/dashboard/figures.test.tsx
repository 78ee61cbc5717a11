// @vitest-environment jsdom
import { cleanup } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Amount, Count } from '../../dashboard/src/amounts/figures.tsx';
import { Bytes, formatBytes } from '../../dashboard/src/layout/bytes.tsx';
import { formatMoment, Moment, Unknown } from '../../dashboard/src/layout/moment.tsx';
import { drawn } from './drawn.tsx';
import { parsedAmount } from './parsed-amount.ts';

afterEach(cleanup);

const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), fc.integer({ min: 2, max: 4 }))
  .map(([units, scale]) => {
    const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
    return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  });

describe('an amount on a page', () => {
  it('shows what parses back to the same amount, and has it as its value', () => {
    fc.assert(
      fc.property(amounts, (exact) => {
        const { container, unmount } = drawn(<Amount value={exact} />);
        const element = container.querySelector('data');
        expect(element?.value).toBe(exact);
        expect(parsedAmount(element?.textContent ?? '', undefined)).toBe(exact);
        unmount();
      }),
      { numRuns: 50 },
    );
  });

  it('names its currency', () => {
    const { container } = drawn(<Amount value="12.50" currency="EUR" />);
    expect(container.textContent).toMatch(/EUR/);
    expect(container.querySelector('data')?.value).toBe('12.50');
  });
});

it('a count beyond what a float holds is shown exactly', () => {
  const { container } = drawn(<Count value={9007199254740993n} />);
  expect(parsedAmount(container.textContent ?? '', undefined)).toBe('9007199254740993');
});

describe('a size', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [3_449_999_999, '3.4 GB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [150_000_000_000_000, '150 TB'],
  ])('of %d bytes is %s', (bytes, words) => {
    expect(formatBytes(bytes, 'en-GB')).toBe(words);
  });

  it('has the exact bytes as its title', () => {
    const { container } = drawn(<Bytes count={3_449_999_999} />);
    expect(parsedAmount(container.querySelector('data')?.title ?? '', undefined)).toBe('3449999999');
  });
});

describe('a moment', () => {
  it('is told in the reader’s zone and locale, with the exact time in UTC as its title', () => {
    expect(formatMoment('2026-11-21T23:30:00.123Z', 'en-GB', 'Asia/Tokyo')).toBe('22 Nov 2026, 08:30:00');
    const { container } = drawn(<Moment at="2026-11-21T23:30:00.123Z" />);
    const time = container.querySelector('time');
    expect(time?.dateTime).toBe('2026-11-21T23:30:00.123Z');
    expect(time?.title).toBe('2026-11-21 23:30:00.123 UTC');
  });

  it('is turned into UTC when it comes from elsewhere', () => {
    const { container } = drawn(<Moment at="2026-11-21T23:30:00+02:00" />);
    expect(container.querySelector('time')?.title).toBe('2026-11-21 21:30:00.000 UTC');
  });

  it('that is not known is said to be so', () => {
    expect(drawn(<Moment at={null} />).container.textContent).toContain('not known');
    expect(drawn(<Unknown what="not yet" />).container.textContent).toContain('not yet');
  });
});
