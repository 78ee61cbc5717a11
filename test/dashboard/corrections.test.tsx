// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RunDetail } from '../../dashboard/src/api/client.ts';
import { Corrections } from '../../dashboard/src/run/corrections/corrections.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail } from './sample-run.ts';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const published = {
  state: 'SUCCEEDED',
  counts: true,
  publishedAttempt: 1,
  rowsRead: 100,
  rowsCounted: 90,
  rowsQuarantined: 10,
  rowsStillQuarantined: 10,
} as const;
const correction: RunDetail['corrections'][number] = {
  runId: '0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a02',
  key: 'landing/branch-stats/corrections/x/fixed.csv',
  versionId: 'v1',
  state: 'SUCCEEDED',
  createdAt: '2026-05-02T10:00:00.000Z',
  counts: true,
  stands: true,
  rowsRead: 8,
  rowsCounted: 6,
  rowsQuarantined: 2,
  supersededBy: null,
  withdrawnAt: null,
  error: null,
};

/** Paths of what was asked for; nothing of it is answered. */
let asked: string[];

function draw(changes: Partial<RunDetail>) {
  asked = [];
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(new URL(request.url).pathname);
    return new Promise(() => {});
  });
  return drawn(<Corrections run={sampleDetail({ ...published, ...changes })} />);
}

describe('corrections of a run', () => {
  it('are made in three steps, of which the first downloads what is still quarantined', async () => {
    draw({ rowsCorrected: 6, rowsStillQuarantined: 4, corrections: [correction] });
    const steps = screen.getAllByRole('heading', { level: 3 }).map((step) => step.textContent);
    expect(steps).toEqual(['Download the rows', 'Correct them', 'Drop the corrected file']);
    fireEvent.click(screen.getByRole('button', { name: 'Download 4 rows as CSV' }));
    await waitFor(() => expect(asked).toContain(`/api/runs/${sampleDetail({}).runId}/rejects.csv`));
    expect(screen.getByText(/quarantined rows are\s+corrected/).textContent).toBe(
      '6 of 10 quarantined rows are corrected, 4 are still quarantined.',
    );
  });

  it('are listed with what they have put right', () => {
    draw({ rowsCorrected: 6, rowsStillQuarantined: 4, corrections: [correction] });
    expect(screen.getByRole('link', { name: 'fixed.csv' }).getAttribute('href')).toBe(`/runs/${correction.runId}`);
    const cells = screen.getAllByRole('cell').map((cell) => cell.textContent);
    expect(cells.slice(1, 3)).toEqual(['6', '2']);
  });

  it('that were refused say why, and those of a withdrawn file when they count again', () => {
    const error = { code: 'nothing-corrected', message: 'None of the 8 rows corrects a row. Download them.' };
    draw({
      corrections: [
        { ...correction, state: 'REJECTED', counts: false, stands: false, error },
        { ...correction, runId: '0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a03', counts: false },
      ],
    });
    expect(screen.getByText('Nothing corrected: None of the 8 rows corrects a row.')).toBeDefined();
    expect(screen.getByText('It counts again when this file does.')).toBeDefined();
  });

  it('are over when nothing is quarantined any more', () => {
    draw({ rowsCorrected: 10, rowsStillQuarantined: 0, corrections: [correction] });
    expect(screen.getByText('No row is quarantined any more.')).toBeDefined();
    expect(screen.queryByRole('heading', { level: 3 })).toBeNull();
  });

  it('are those of the newer version once there is one', () => {
    draw({ supersededBy: correction.runId, counts: false });
    expect(screen.getByRole('link', { name: 'A newer version' }).getAttribute('href')).toBe(
      `/runs/${correction.runId}`,
    );
    expect(screen.queryByRole('heading', { level: 3 })).toBeNull();
  });

  it('are not made of a rejected file, whose rows can be looked at', () => {
    draw({
      state: 'REJECTED',
      counts: false,
      publishedAttempt: null,
      error: { code: 'too-many-bad-rows', message: 'x' },
    });
    expect(screen.getByText(/correct the file and upload it\s+again/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Download 10 rows as CSV' })).toBeDefined();
  });

  it('are nothing to speak of where no row is quarantined', () => {
    const { container } = draw({ rowsQuarantined: 0, rowsStillQuarantined: 0 });
    expect(container.textContent).toBe('');
  });

  it('of a correction are made at its original', () => {
    draw({ corrects: correction.runId });
    expect(screen.getByRole('link', { name: 'the run that it corrects' }).getAttribute('href')).toBe(
      `/runs/${correction.runId}`,
    );
    expect(screen.queryByRole('heading', { level: 3 })).toBeNull();
  });
});
