// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { api } from '../../dashboard/src/api/client.ts';
import { DownloadLink } from '../../dashboard/src/layout/download-link.tsx';
import { drawn } from './drawn.tsx';

/** Clicks that the browser itself would have followed. */
let downloads: number;
let answers: Response[];
const away = () =>
  new Response(JSON.stringify({ detail: 'The database is waking.' }), {
    status: 503,
    headers: { 'retry-after': '0.01' },
  });
const follow = (event: Event) => {
  if (!event.defaultPrevented) downloads += 1;
  event.preventDefault();
};

beforeEach(() => {
  downloads = 0;
  answers = [];
  document.addEventListener('click', follow);
  vi.spyOn(api, 'GET').mockImplementation((async () => {
    const response = answers.shift() ?? new Response();
    return response.ok ? { data: { status: 'ok' }, response } : { error: await response.json(), response };
  }) as never);
  drawn(<DownloadLink href="/api/branches.csv">Download CSV</DownloadLink>);
});
afterEach(() => {
  document.removeEventListener('click', follow);
  cleanup();
  vi.restoreAllMocks();
});
const click = (options = {}) => fireEvent.click(screen.getByRole('link', { name: 'Download CSV' }), options);

it('downloads when the database answers, each time it is clicked, and asks first each time', async () => {
  for (const times of [1, 2]) {
    click();
    await waitFor(() => expect(downloads).toBe(times));
    expect(api.GET).toHaveBeenCalledTimes(times);
  }
  expect(screen.queryByRole('status')).toBeNull();
});

it('says that the database wakes, and downloads by itself once it has woken', async () => {
  answers = [away(), away()];
  click();
  expect(await screen.findByText(/database is waking up/)).toBeTruthy();
  await waitFor(() => expect(downloads).toBe(1));
  await waitFor(() => expect(screen.queryByText(/database is waking up/)).toBeNull());
});

it('says when it cannot be had, and tries again when it is asked to', async () => {
  answers = [new Response(JSON.stringify({ detail: 'Sign in first.' }), { status: 401 })];
  click();
  expect((await screen.findByRole('alert')).textContent).toContain('Sign in first.');
  expect(downloads).toBe(0);
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(downloads).toBe(1));
});

it('leaves a link that is opened in a tab of its own to the browser', () => {
  click({ ctrlKey: true });
  expect(downloads).toBe(1);
  expect(api.GET).not.toHaveBeenCalled();
});
