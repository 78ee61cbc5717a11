// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { api, type RunDetail } from '../../dashboard/src/api/client.ts';
import { Actions } from '../../dashboard/src/run/actions.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail, succeeded } from './sample-run.ts';

beforeAll(() => {
  // jsdom knows the element but not how it opens.
  HTMLDialogElement.prototype.showModal ??= function showModal() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function close() {
    this.open = false;
  };
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const summary = { branches: 3, sum: '1770.00', currency: 'USD', rowsRead: 100, rowsCounted: 98, rowsQuarantined: 2 };

interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Draws the actions before an API that answers an act with this; gives what was sent to it. */
function acting(run: RunDetail, { status, body }: Answer) {
  const sent: { path: string; body: unknown }[] = [];
  const response = new Response(null, { status });
  vi.spyOn(api, 'GET').mockImplementation((async () => ({
    data: { items: [], nextCursor: null, summary },
    response: new Response(),
  })) as never);
  vi.spyOn(api, 'POST').mockImplementation((async (path: string, options: { body: unknown }) => {
    sent.push({ path, body: options.body });
    return status === 200 ? { data: body, response } : { error: body, response };
  }) as never);
  drawn(<Actions run={run} />);
  return sent;
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name, hidden: true }));
const giveReason = (reason: string) =>
  fireEvent.change(screen.getByLabelText(/^Reason/), { target: { value: reason } });

describe('withdrawing figures', () => {
  const run = sampleDetail(succeeded);

  it('asks for the reason, then says in numbers what will change, and only then does it', async () => {
    const sent = acting(run, { status: 200, body: run });
    press('Withdraw figures…');
    const next = screen.getByRole<HTMLButtonElement>('button', { name: 'Next: what will change', hidden: true });
    expect(next.disabled).toBe(true);
    giveReason(' sent by mistake ');
    press('Next: what will change');
    await waitFor(() => expect(document.querySelector('dialog')?.textContent).toContain('in total'));
    expect(document.querySelector('dialog')?.textContent).toMatch(
      /98 counted rows of 3 branches, in total USD.1,770\.00, leave the totals\..*sent by mistake/,
    );
    expect(sent).toEqual([]);
    press('Withdraw');
    await waitFor(() => expect(document.querySelector('dialog')?.open).toBe(false));
    expect(sent).toEqual([{ path: '/api/runs/{runId}/withdraw', body: { reason: 'sent by mistake' } }]);
  });

  it('can be thought over: back keeps the reason, cancel does nothing', () => {
    const sent = acting(run, { status: 200, body: run });
    press('Withdraw figures…');
    giveReason('sent by mistake');
    press('Next: what will change');
    press('Back');
    expect(screen.getByLabelText<HTMLTextAreaElement>(/^Reason/).value).toBe('sent by mistake');
    press('Cancel');
    expect(document.querySelector('dialog')?.open).toBe(false);
    expect(sent).toEqual([]);
  });

  it('says of balances, which are never added up, how many do not count any more', () => {
    acting({ ...run, jobType: 'account-balances', groups: 5000 }, { status: 200, body: run });
    press('Withdraw figures…');
    giveReason('sent by mistake');
    press('Next: what will change');
    const dialog = document.querySelector('dialog')?.textContent;
    expect(dialog).toContain('The balances of 5,000 accounts do not count any more.');
    expect(dialog).not.toContain('total');
  });

  it('says which run takes over when there is a duplicate', () => {
    const duplicate = {
      runId: 'r2',
      key: 'b.csv',
      versionId: '1',
      state: 'DUPLICATE' as const,
      createdAt: run.createdAt,
    };
    acting({ ...run, duplicates: [duplicate] }, { status: 200, body: run });
    press('Withdraw figures…');
    giveReason('sent by mistake');
    press('Next: what will change');
    expect(document.querySelector('dialog')?.textContent).toContain('the oldest counts in its place');
  });

  it('says in words why the server refused it, and stays', async () => {
    const detail = 'Only a run whose figures count can be withdrawn; this one is superseded by run r9.';
    acting(run, { status: 409, body: { title: 'The state of the run does not allow this', detail, status: 409 } });
    press('Withdraw figures…');
    giveReason('sent by mistake');
    press('Next: what will change');
    press('Withdraw');
    await waitFor(() => expect(screen.getByRole('alert', { hidden: true }).textContent).toContain(detail));
    expect(document.querySelector('dialog')?.open).toBe(true);
  });
});

describe('other acts', () => {
  it.each([
    ['Try again', 'Try again', sampleDetail({ state: 'FAILED', attempts: 3 }), { force: false }],
    ['Count it all the same…', 'Count it once more', sampleDetail({ state: 'DUPLICATE' }), { force: true }],
  ] as const)('%s is confirmed once', async (button, verb, run, body) => {
    const sent = acting(run, { status: 200, body: run });
    press(button);
    const [confirm] = screen.getAllByRole('button', { name: verb, hidden: true }).slice(-1);
    if (confirm) fireEvent.click(confirm);
    await waitFor(() => expect(sent).toEqual([{ path: '/api/runs/{runId}/retry', body }]));
  });

  it('restoring a superseded run changes no total, and says so', () => {
    const run = sampleDetail({
      ...succeeded,
      counts: false,
      withdrawnAt: '2026-05-02T10:00:00.000Z',
      supersededBy: 'r2',
    });
    acting(run, { status: 200, body: run });
    press('Restore figures…');
    giveReason('it was right');
    press('Next: what will change');
    expect(document.querySelector('dialog')?.textContent).toContain('The totals do not change');
  });
});
