// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../dashboard/src/api/client.ts';
import { Requests } from '../../dashboard/src/run/requests.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail, succeeded } from './sample-run.ts';

afterEach(cleanup);

type Request = RunDetail['requests'][number];
const request = (changes: Partial<Request> = {}): Request => ({
  requestId: 'may-1',
  origin: 'queue',
  by: null,
  parameters: {},
  receivedAt: '2026-05-01T10:00:00.000Z',
  replyDue: true,
  replySentAt: null,
  replySends: 0,
  replyBytes: null,
  replyInline: null,
  replyTo: null,
  replyError: null,
  ...changes,
});
const sent = { replyDue: false, replySentAt: '2026-05-01T10:00:07.000Z', replySends: 1, replyBytes: 2000 };

/** What stands beside a name. */
function fact(name: string, requests: Request[], run: Partial<RunDetail> = succeeded): string | null | undefined {
  drawn(<Requests run={sampleDetail({ ...run, requests })} />);
  return screen.getAllByText(name)[0]?.parentElement?.querySelector('dd')?.textContent;
}

describe('the requests of a run', () => {
  it('are not spoken of when nobody has asked', () => {
    expect(drawn(<Requests run={sampleDetail(succeeded)} />).container.textContent).toBe('');
  });

  it('are shown each, with its id, how it came and what it said', () => {
    const second = request({ requestId: 'may-2', origin: 'api', parameters: { day: '2026-05-31' } });
    drawn(<Requests run={sampleDetail({ ...succeeded, requests: [request(), second] })} />);
    const section = screen.getByRole('region', { name: 'Requests' });
    for (const words of ['may-1', 'by message', 'may-2', 'through the API', 'day = 2026-05-31']) {
      expect(within(section).getByText(words)).toBeTruthy();
    }
  });

  it('say when the reply was sent, and how large it was', () => {
    drawn(<Requests run={sampleDetail({ ...succeeded, requests: [request({ ...sent, replyInline: true })] })} />);
    expect(document.querySelector('time[datetime="2026-05-01T10:00:07.000Z"]')).toBeTruthy();
    expect(screen.getByText('Size of the reply').parentElement?.textContent).toContain('2 kB');
  });

  it('say that a large reply lies beside its message', () => {
    expect(fact('Size of the reply', [request({ ...sent, replyInline: false })])).toContain('kept beside the message');
  });

  it.each([
    ['when the run has ended', {}, { state: 'PENDING' }],
    ['in a moment', {}, succeeded],
    ['It is tried again.', { replyError: 'It is tried again.' }, succeeded],
  ] as [string, Partial<Request>, Partial<RunDetail>][])('say why no reply was sent yet: %s', (words, changes, run) => {
    expect(fact('Reply sent', [request(changes)], run)).toBe(words);
  });

  it('say what a reply that was sent does not hold, and why one was given up', () => {
    const replyError = 'The figures are more than the 32 MiB that go into a reply.';
    expect(fact('Reply sent', [request({ ...sent, replyError })])).toContain(`, but: ${replyError}`);
    cleanup();
    const why = 'The reply could not be sent at the last try.';
    expect(fact('Reply sent', [request({ replyDue: false, replyError: why })])).toBe(`given up: ${why}`);
  });
});
