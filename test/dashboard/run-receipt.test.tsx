// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, type Receipt, type RunDetail } from '../../dashboard/src/api/client.ts';
import { RunReceipt } from '../../dashboard/src/run/receipt/run-receipt.tsx';
import { drawn } from './drawn.tsx';
import { runId, sampleDetail, succeeded } from './sample-run.ts';

const sha256 = '0123456789abcdef'.repeat(4);
const other = '11111111-1111-4111-8111-111111111111';
const figures = { branches: 3, count: 98, min: '-1.50', max: '70.00', sum: '1234.56', sha256: 'f'.repeat(64) };

interface Changes {
  receipt?: Partial<Receipt['receipt']>;
  standing?: Partial<Receipt['standing']>;
}

const sample = ({ receipt = {}, standing = {} }: Changes = {}): Receipt => ({
  receipt: {
    format: 1,
    runId,
    jobType: 'branch-stats',
    attempt: 1,
    state: 'SUCCEEDED',
    corrects: null,
    sources: [
      {
        role: 'transactions',
        bucket: 'landing',
        key: 'landing/branch-stats/may.csv',
        versionId: 'version-1',
        size: 1000,
        checksum: 'CRC64NVME:AAAAAAAAAAA=',
        landedAt: '2026-05-01T10:00:00.000Z',
      },
    ],
    bytesRead: 1000,
    rowsRead: 100,
    rowsCounted: 98,
    rowsQuarantined: 2,
    quarantined: [{ reason: 'bad-decimal', column: 'amount', count: 2 }],
    declarationVersion: 7,
    codeVersion: 'code-1',
    sparkVersion: '4.1.1',
    startedAt: '2026-05-01T10:00:02.000Z',
    endedAt: '2026-05-01T10:00:06.250Z',
    error: null,
    figures,
    ...receipt,
  },
  standing: {
    counts: true,
    supersededBy: null,
    duplicateOf: null,
    withdrawnAt: null,
    withdrawnReason: null,
    rowsCorrected: 0,
    rowsStillQuarantined: 2,
    sourcesGone: [],
    ...standing,
  },
  sha256,
});

let answers: (() => Promise<unknown>)[];
let asked: string[];
const answer = (changes?: Changes) => async () => ({ data: sample(changes), response: new Response() });
const refusal = (status: number, detail: string) => async () => ({
  error: { title: 'A title', detail, status, requestId: 'req-7' },
  response: new Response(null, { status }),
});

beforeEach(() => {
  answers = [answer()];
  asked = [];
  vi.spyOn(api, 'GET').mockImplementation(((path: string, { params }: { params: { path: { runId: string } } }) => {
    asked.push(path.replace('{runId}', params.path.runId));
    const next = answers.length > 1 ? answers.shift() : answers[0];
    return next?.();
  }) as never);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const shown = (run: Partial<RunDetail> = succeeded) => drawn(<RunReceipt run={sampleDetail(run)} />);
const fact = async (name: string) => (await screen.findByText(name)).nextElementSibling?.textContent;

describe('the receipt of a run', () => {
  it('tells the file, the rows, the versions, its hash and how to prove it', async () => {
    shown();
    const facts = [
      ['File (transactions)', 'landing/branch-stats/may.csv'],
      ['Version', 'version-1'],
      ['Checksum', 'CRC64NVME:AAAAAAAAAAA='],
      ['Size', '1 kB'],
      ['Rows', '100 read = 98 counted + 2 quarantined'],
      ['Published', '3 branches, in total 1,234.56'],
      ['Job type', 'branch-stats, declaration version 7'],
      ['Code version', 'code-1'],
      ['Spark version', '4.1.1'],
      ['Run', runId],
      ['SHA-256 of the receipt', sha256],
      ['To prove the figures', `npm run verify -- ${runId}`],
    ] as const;
    for (const [name, text] of facts) {
      expect(await fact(name), name).toContain(text);
    }
    expect(screen.getByText('Started').nextElementSibling?.innerHTML).toContain('2026-05-01T10:00:02.000Z');
    expect(screen.getByText('Ended').nextElementSibling?.innerHTML).toContain('2026-05-01T10:00:06.250Z');
  });

  it('has its hash and its command copied whole, and its JSON saved as it is shown', async () => {
    const writeText = vi.fn(async () => {});
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } });
    shown();
    fireEvent.click(await screen.findByRole('button', { name: 'Copy the SHA-256 of the receipt' }));
    fireEvent.click(screen.getByRole('button', { name: 'Copy the command that verifies the run' }));
    expect(writeText.mock.calls).toEqual([[sha256], [`npm run verify -- ${runId}`]]);
    const link = screen.getByRole('link', { name: 'Receipt as JSON' });
    expect(link.getAttribute('download')).toBe(`${runId}-receipt.json`);
    const [type, json = ''] = link.getAttribute('href')?.split(',') ?? [];
    expect(type).toBe('data:application/json;charset=utf-8');
    expect(JSON.parse(decodeURIComponent(json))).toEqual(sample());
  });

  it('counts corrected rows apart', async () => {
    answers = [answer({ standing: { rowsCorrected: 1, rowsStillQuarantined: 1 } })];
    shown();
    expect(await fact('Rows')).toBe('100 read = 98 counted + 1 corrected + 1 still quarantined');
  });

  it('says when the rows do not add up', async () => {
    answers = [answer({ receipt: { rowsCounted: 97 } })];
    shown();
    expect(await fact('Rows')).toContain('100 read ≠ 97 counted');
  });

  it('says that the file is gone, and offers no command that reads it', async () => {
    answers = [answer({ standing: { sourcesGone: [{ position: 0, goneAt: '2026-06-01T00:00:00.000Z' }] } })];
    shown();
    expect(await fact('To prove the figures')).toBe(
      'They cannot be computed again, since the file is gone. The receipt and its hash stay.',
    );
    expect(screen.getByText('Size').nextElementSibling?.innerHTML).toContain('2026-06-01T00:00:00.000Z');
  });

  it('has nothing that axe finds wrong', async () => {
    const { container } = shown();
    await screen.findByText(sha256);
    // Colours are looked at in a real browser, with the whole page.
    const { violations } = await axe.run(container, { rules: { 'color-contrast': { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
  });
});

describe('what a receipt vouches for', () => {
  const none = { rowsRead: null, rowsCounted: null, rowsQuarantined: null, figures: null };
  it.each<[string, string, Changes]>([
    ['figures that count', 'The figures of this run stand on this, and are in the totals.', {}],
    ['figures that do not', 'which changes neither them nor the hash', { standing: { counts: false } }],
    ['a rejected file', 'The file was rejected as a whole', { receipt: { state: 'REJECTED', figures: null } }],
    ['a failed run', 'When it is tried again, it has a new receipt.', { receipt: { ...none, state: 'FAILED' } }],
  ])('is told of %s', async (_name, words, changes) => {
    answers = [answer(changes)];
    shown();
    expect((await screen.findByText(/figures (of this run|were published)/)).textContent).toContain(words);
  });

  it('is told of a duplicate, with the way to the run through which its bytes count', async () => {
    answers = [
      answer({
        receipt: { ...none, state: 'DUPLICATE' },
        standing: { counts: false, duplicateOf: other, rowsStillQuarantined: null },
      }),
    ];
    shown({ state: 'DUPLICATE', duplicateOf: other, endedAt: '2026-05-01T10:00:06.250Z' });
    const link = await screen.findByRole('link', { name: 'the run through which they count' });
    expect(link.getAttribute('href')).toBe(`/runs/${other}`);
    expect(await fact('Rows')).toBe('none was read');
    expect(await fact('Published')).toBe('no figures');
    expect(await fact('To prove the figures')).toBe('There are none to prove.');
  });
});

describe('a receipt that is not there', () => {
  it.each(['PENDING', 'IN_PROGRESS'] as const)('is not asked for while the run is %s', (state) => {
    shown({ state });
    expect(within(screen.getByRole('region', { name: 'Receipt' })).getByText(/There is none yet/)).toBeTruthy();
    expect(asked).toEqual([]);
  });

  it('is none yet, when somebody has opened the run again meanwhile', async () => {
    answers = [refusal(409, 'Run … is not closed yet.')];
    shown();
    expect(await screen.findByText(/There is none yet/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is said to be loading', () => {
    answers = [() => new Promise(() => {})];
    shown();
    expect(screen.getByText('Loading the receipt…')).toBeTruthy();
  });

  it('is said to fail, by which request, and is asked for again at a click', async () => {
    answers = [refusal(400, 'Something is wrong.'), answer()];
    shown();
    expect((await screen.findByRole('alert')).textContent).toMatch(/receipt cannot be shown.*is wrong.*req-7/);
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText(sha256)).toBeTruthy();
  });
});

let becomes: (run: Partial<RunDetail>) => void;

/** A page whose run changes, as polling changes it. */
function Page() {
  const [run, setRun] = useState<Partial<RunDetail>>(succeeded);
  becomes = setRun;
  return <RunReceipt run={sampleDetail(run)} />;
}

it('A receipt is asked for once, and again when the run stands otherwise; until that has come the one before stays', async () => {
  drawn(<Page />);
  await screen.findByText(sha256);
  act(() => becomes({ ...succeeded, costUsd: '0.1' }));
  expect(asked).toEqual([`/api/runs/${runId}/receipt`]);

  let go: (answer: unknown) => void = () => {};
  answers = [() => new Promise((resolve) => (go = resolve))];
  act(() => becomes({ ...succeeded, counts: false, withdrawnAt: '2026-05-02T10:00:00.000Z' }));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(screen.getByText(/are in the totals/)).toBeTruthy();
  go(await answer({ standing: { counts: false } })());
  expect(await screen.findByText(/are not in the totals now/)).toBeTruthy();
});
