// @vitest-environment jsdom
// TanStack Query keeps no timers where there is no window.
import { focusManager, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { polling } from '../../dashboard/src/api/polling.ts';

interface Figures {
  readonly open: boolean;
  readonly rows: number;
}

/** Asks a server whose answer the test may change; gives the seconds at which it was asked. */
function poll(server: { answer: Figures | Error }) {
  const asked: number[] = [];
  const began = Date.now();
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  client.mount();
  const observer = new QueryObserver(client, {
    queryKey: ['figures'],
    queryFn: async () => {
      asked.push((Date.now() - began) / 1000);
      if (server.answer instanceof Error) throw server.answer;
      return { ...server.answer };
    },
    ...polling((figures: Figures) => figures.open),
  });
  const unsubscribe = observer.subscribe(() => {});
  return {
    asked,
    stop: () => {
      unsubscribe();
      client.unmount();
    },
  };
}

const steps = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

describe('a query that is kept up to date', () => {
  let query: ReturnType<typeof poll>;
  const server = { answer: { open: false, rows: 1 } as Figures | Error };
  beforeEach(() => {
    vi.useFakeTimers();
    server.answer = { open: false, rows: 1 };
  });
  afterEach(() => {
    query.stop();
    focusManager.setFocused(undefined);
    vi.useRealTimers();
  });

  it('asks every second while something goes on and each answer is new', async () => {
    server.answer = { open: true, rows: 0 };
    query = poll(server);
    for (let second = 1; second <= 10; second++) {
      await vi.advanceTimersByTimeAsync(1000);
      server.answer = { open: true, rows: second };
    }
    expect(query.asked.length).toBeGreaterThanOrEqual(10);
  });

  it('asks more and more seldom while nothing changes: at most every 5 s with something open, every 60 s else', async () => {
    server.answer = { open: true, rows: 0 };
    query = poll(server);
    await vi.advanceTimersByTimeAsync(60_000);
    const open = steps(query.asked);
    expect(open.slice(0, 3)).toEqual([1, 1.5, 2.25]);
    expect(open.at(-1)).toBe(5);

    server.answer = { open: false, rows: 1 };
    await vi.advanceTimersByTimeAsync(5_000);
    query.asked.length = 0;
    await vi.advanceTimersByTimeAsync(300_000);
    expect(steps(query.asked).at(0)).toBeGreaterThanOrEqual(5);
    expect(steps(query.asked).at(-1)).toBe(60);
  });

  it('is quick again when something changes', async () => {
    query = poll(server);
    await vi.advanceTimersByTimeAsync(300_000);
    server.answer = { open: true, rows: 2 };
    await vi.advanceTimersByTimeAsync(60_000);
    query.asked.length = 0;
    server.answer = { open: true, rows: 3 };
    await vi.advanceTimersByTimeAsync(6_000);
    expect(steps(query.asked).at(0)).toBe(1);
  });

  it('does not ask in a hidden tab, and asks at once when it is seen again', async () => {
    query = poll(server);
    await vi.advanceTimersByTimeAsync(0);
    focusManager.setFocused(false);
    query.asked.length = 0;
    await vi.advanceTimersByTimeAsync(600_000);
    expect(query.asked).toEqual([]);
    focusManager.setFocused(true);
    await vi.advanceTimersByTimeAsync(1);
    expect(query.asked).toHaveLength(1);
  });

  it('does not hammer a server that fails', async () => {
    query = poll(server);
    await vi.advanceTimersByTimeAsync(0);
    server.answer = new Error('down');
    await vi.advanceTimersByTimeAsync(10_000);
    query.asked.length = 0;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(query.asked.length).toBeLessThanOrEqual(4);
  });
});
