// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SearchBox } from '../../dashboard/src/lists/search-box.tsx';
import { ThemeProvider } from '../../dashboard/src/theme/theme-provider.tsx';
import { drawn } from './drawn.tsx';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const field = () => screen.getByLabelText<HTMLInputElement>('Search branch');
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const rest = (milliseconds: number) => act(() => vi.advanceTimersByTime(milliseconds));

it('searches once when typing rests', () => {
  const onSearch = vi.fn();
  drawn(<SearchBox label="Search branch" placeholder="part of its code" q="" onSearch={onSearch} />);
  for (const text of ['N', 'NO', 'NOR']) {
    type(text);
    rest(100);
  }
  expect(onSearch).not.toHaveBeenCalled();
  rest(300);
  expect(onSearch.mock.calls).toEqual([['NOR']]);
});

it('follows the address when that is changed by something else', () => {
  const onSearch = vi.fn();
  const { rerender } = drawn(
    <SearchBox label="Search branch" placeholder="part of its code" q="NOR" onSearch={onSearch} />,
  );
  rerender(
    <ThemeProvider>
      <SearchBox label="Search branch" placeholder="part of its code" q="" onSearch={onSearch} />
    </ThemeProvider>,
  );
  rest(1000);
  expect(field().value).toBe('');
  expect(onSearch).not.toHaveBeenCalled();
});
