// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../dashboard/src/api/client.ts';
import { RunTable } from '../../dashboard/src/runs/run-table.tsx';
import { drawn } from './drawn.tsx';
import { sampleRun, succeeded } from './sample-run.ts';

afterEach(cleanup);

/** The texts of the cells behind the file's name. */
function cells(changes: Partial<Run>): (string | null)[] {
  drawn(<RunTable runs={[sampleRun(changes)]} />);
  return screen.getAllByRole('cell').map(({ textContent }) => textContent);
}
const file = () => screen.getByRole('rowheader').textContent;

describe('a run in the list', () => {
  it('shows its figures, its times and its cost', () => {
    const [state, , waited, took, read, counted, quarantined, cost] = cells(succeeded);
    expect([state, waited, took, read, counted, quarantined]).toEqual([
      'Succeeded',
      '2.0 s',
      '4.3 s',
      '100',
      '98',
      '2',
    ]);
    expect(cost?.replace(/\s/, ' ')).toBe('USD 0.000123');
  });

  it('tells how many of its quarantined rows were corrected', () => {
    expect(cells({ ...succeeded, rowsCorrected: 1, rowsStillQuarantined: 1 })[6]).toBe('21 corrected');
  });

  it('is named by its file, with the full key at hand', () => {
    drawn(<RunTable runs={[sampleRun(succeeded)]} />);
    const link = screen.getByRole('link', { name: 'may.csv' });
    expect(link.getAttribute('href')).toBe('/runs/0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01');
    expect(link.title).toBe('landing/branch-stats/may 2026/may.csv');
  });

  it.each([
    ['PENDING', { waitingFor: 'capacity' }, 'waits for a free worker'],
    ['PENDING', { waitingFor: 'budget' }, 'waits for budget'],
    ['REJECTED', { error: { code: 'wrong-header', message: 'No amount. Add it.' } }, 'Wrong header: No amount.'],
    ['FAILED', { error: { code: 'worker-died', message: 'The worker died.' } }, 'Worker died: The worker died.'],
    [
      'IN_PROGRESS',
      { progress: { step: 'reading', rows: 7, bytes: 500, bytesTotal: 1000 }, startedAt: '2026-05-01T10:00:02.000Z' },
      'Reading · 500 bytes of 1 kB · 7 rows',
    ],
  ] as [Run['state'], Partial<Run>, string][])(
    'says what is the matter with one that is %s',
    (state, changes, words) => {
      cells({ state, ...changes });
      expect(file()).toContain(words);
    },
  );

  it.each([
    [{ ...succeeded }, 'Succeeded'],
    [{ ...succeeded, counts: false, withdrawnAt: '2026-05-02T10:00:00.000Z' }, 'Withdrawn'],
    [{ ...succeeded, counts: false, supersededBy: 'r2' }, 'Superseded'],
    [{ state: 'DUPLICATE', duplicateOf: 'r2' }, 'Duplicate'],
    [{ state: 'PENDING' }, 'Waiting'],
  ] as [Partial<Run>, string][])('has its state in a word with an icon: %j', (changes, word) => {
    expect(cells(changes)[0]).toBe(word);
    const [cell] = screen.getAllByRole('cell');
    expect(cell?.querySelector('svg[aria-hidden="true"]')).toBeTruthy();
  });

  it('says what is not known instead of a zero', () => {
    drawn(<RunTable runs={[sampleRun({ state: 'DUPLICATE', duplicateOf: 'r2' })]} />);
    const figures = screen.getAllByRole('cell').slice(4);
    for (const figure of figures) expect(within(figure).getByText('not known')).toBeTruthy();
  });
});
