// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DownloadButton } from '../../dashboard/src/layout/download-button.tsx';
import { drawn } from './drawn.tsx';

/** What the browser was told to save: address and name. */
let saved: string[];
let answers: Response[];
const asked = vi.fn<(request: Request) => Promise<Response>>();
const problem = (status: number, detail: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ detail }), { status, headers });
const away = () => problem(503, 'The database is waking.', { 'retry-after': '0.01' });
const content = () =>
  new Response('a,b\r\n', {
    headers: { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="rows.csv"' },
  });
const follow = (event: Event) => {
  if (event.target instanceof HTMLAnchorElement) saved.push(`${event.target.href} as ${event.target.download}`);
  event.preventDefault();
};

beforeEach(() => {
  saved = [];
  answers = [];
  asked.mockReset();
  asked.mockImplementation(async () => answers.shift() ?? content());
  vi.stubGlobal('fetch', asked);
  URL.createObjectURL = () => 'blob:rows';
  URL.revokeObjectURL = () => {};
  // A link that is in no document: its click comes to nobody else.
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    this.addEventListener('click', follow, { once: true });
    this.dispatchEvent(new Event('click', { cancelable: true }));
  });
  drawn(<DownloadButton href="/api/branches.csv">Download CSV</DownloadButton>);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
const click = () => fireEvent.click(screen.getByRole('button', { name: 'Download CSV' }));

it('saves what the API answers under the name that it gives, each time it is clicked', async () => {
  for (const times of [1, 2]) {
    click();
    await waitFor(() => expect(saved).toEqual(Array(times).fill('blob:rows as rows.csv')));
  }
  expect(screen.queryByRole('status')).toBeNull();
});

it('lets the browser fetch a large file from where the API says it is', async () => {
  answers = [
    new Response(JSON.stringify({ url: 'https://results.test/all.csv?signature=1' }), {
      headers: { 'content-type': 'application/json' },
    }),
  ];
  click();
  await waitFor(() => expect(saved).toEqual(['https://results.test/all.csv?signature=1 as ']));
  expect(asked.mock.calls[0]?.[0].headers.get('accept')).toContain('application/json');
});

it('says that the database wakes, and downloads by itself once it has woken', async () => {
  answers = [away(), away()];
  click();
  expect(await screen.findByText(/database is waking up/)).toBeTruthy();
  await waitFor(() => expect(saved).toHaveLength(1));
  await waitFor(() => expect(screen.queryByText(/database is waking up/)).toBeNull());
});

it('says when it cannot be had, and tries again when it is asked to', async () => {
  answers = [problem(410, 'These rows are gone.')];
  click();
  expect((await screen.findByRole('alert')).textContent).toContain('These rows are gone.');
  expect(saved).toEqual([]);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(saved).toHaveLength(1));
});
