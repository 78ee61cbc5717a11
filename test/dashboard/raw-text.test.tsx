// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { beginningOf, rawPieces } from '../../dashboard/src/rejects/raw-pieces.ts';
import { RawText } from '../../dashboard/src/rejects/raw-text.tsx';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const row = (raw: string, changes = {}) => ({ raw, rawTruncated: false, length: raw.length, line: 7, ...changes });

describe('the raw text of a row', () => {
  it.each([
    ['plain, "text" \\xff Ü', [['plain, "text" \\xff Ü', undefined]]],
    [
      'a\tb',
      [
        ['a', undefined],
        ['[TAB]', 'tab, U+0009'],
        ['b', undefined],
      ],
    ],
    ['\0', [['[NUL]', 'NUL, U+0000']]],
    ['\x7f', [['[U+007F]', 'U+007F']]],
    ['\u0085', [['[U+0085]', 'U+0085']]],
    [
      '1\u00a0000',
      [
        ['1', undefined],
        ['[NBSP]', 'no-break space, U+00A0'],
        ['000', undefined],
      ],
    ],
    [
      '\u202e9.1',
      [
        ['[U+202E]', 'right-to-left override, U+202E'],
        ['9.1', undefined],
      ],
    ],
    [
      '\ufeffa',
      [
        ['[BOM]', 'byte-order mark, U+FEFF'],
        ['a', undefined],
      ],
    ],
    ['\u{e0041}', [['[U+E0041]', 'U+E0041']]],
  ] as [string, [string, string | undefined][]][])('shows %j with a mark for what one cannot see', (raw, pieces) => {
    expect(rawPieces(raw).map(({ text, stands }) => [text, stands])).toEqual(pieces);
  });

  it('loses nothing and shows no control character as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const pieces = rawPieces(raw);
        const back = pieces.map(({ text, stands }) =>
          stands === undefined
            ? text
            : String.fromCodePoint(Number.parseInt(/U\+([0-9A-F]+)/.exec(stands)?.[1] ?? '', 16)),
        );
        expect(back.join('')).toBe(raw);
        expect(pieces.map(({ text }) => text).join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('names its marks to a screen reader and breaks the line at a line feed', () => {
    const { container } = drawn(<RawText row={row('a\r\nb')} />);
    expect(screen.getAllByRole('img').map((mark) => mark.getAttribute('aria-label'))).toEqual([
      'carriage return, U+000D',
      'line feed, U+000A',
    ]);
    expect(container.querySelector('code')?.textContent).toBe('a[CR][LF]\nb');
  });

  it('is cut when it is long, and unfolds', () => {
    drawn(<RawText row={row('x'.repeat(1000))} />);
    const shown = () => screen.getByText(/^x+…?$/).textContent?.length;
    expect(shown()).toBe(301);
    fireEvent.click(screen.getByRole('button', { name: 'Show all 1,000 characters of line 7' }));
    expect(shown()).toBe(1000);
    expect(screen.getByRole('button', { name: 'Show less of line 7' }).getAttribute('aria-expanded')).toBe('true');
  });

  it('says that the server cut it, and how long the row is', () => {
    drawn(<RawText row={row('short', { rawTruncated: true, length: 9999 })} />);
    expect(screen.getByText(/Cut here: the row has 9,999 bytes/)).toBeTruthy();
  });

  it('is never cut within a character', () => {
    expect(beginningOf('a😀b', 2)).toBe('a');
    expect(beginningOf('a😀b', 3)).toBe('a😀');
    expect(beginningOf('a😀b', 4)).toBe('a😀b');
  });
});
