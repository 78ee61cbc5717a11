// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { progressOf } from '../../dashboard/src/runs/progress.ts';
import { ProgressBar } from '../../dashboard/src/runs/progress-bar.tsx';
import { drawn } from './drawn.tsx';

afterEach(cleanup);

const reading = { step: 'reading', rows: 1_234_567, bytes: 45_000_000, bytesTotal: 120_000_000 };

describe('how far a run is', () => {
  it('is told by stored bytes and by rows', () => {
    expect(progressOf(reading, 'en-US')).toEqual({ share: 0.375, words: 'Reading · 45 MB of 120 MB · 1,234,567 rows' });
  });

  it.each([
    ['nothing is told yet', { step: 'claimed', rows: null, bytes: null }, 'Taken by a worker'],
    ['only rows are told', { step: 'reading', rows: 1, bytes: null }, 'Reading · 1 row'],
    ['a step is not known here', { step: 'sharpening pencils', rows: null, bytes: null }, 'Sharpening pencils'],
    ['there is no step', { step: null, rows: null, bytes: null }, 'Working'],
  ])('has no share while %s', (_what, told, words) => {
    expect(progressOf({ ...told, bytesTotal: 100 }, 'en-US')).toEqual({ share: undefined, words });
  });

  it.each(['quarantining', 'replaying', 'staging', 'writing results', 'publishing'])(
    'is the step alone behind the reading: %s',
    (step) => {
      const { share, words } = progressOf({ ...reading, step });
      expect(share).toBeUndefined();
      expect(words).toMatch(/^[A-Z][a-z ]+$/);
    },
  );

  it('never is more than all, and nothing of an empty file', () => {
    expect(progressOf({ ...reading, bytes: 130_000_000 }).share).toBe(1);
    expect(progressOf({ ...reading, bytes: 0, bytesTotal: 0 }).share).toBeUndefined();
  });

  it('is a bar with its value for those who hear it, and the same words for those who see it', () => {
    drawn(<ProgressBar progress={reading} />);
    const bar = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Progress' });
    expect(bar.value).toBe(0.375);
    expect(bar.getAttribute('aria-valuetext')).toBe(screen.getByText(/^Reading/).textContent);
  });

  it('is words alone where no share is known', () => {
    drawn(<ProgressBar progress={{ ...reading, bytes: null }} />);
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.getByText(/^Reading/)).toBeTruthy();
  });
});
