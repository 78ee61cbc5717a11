// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Conservation } from '../../dashboard/src/run/conservation.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail, succeeded } from './sample-run.ts';

afterEach(cleanup);

const shown = (changes: object) => drawn(<Conservation run={sampleDetail({ ...succeeded, ...changes })} />).container;

describe('the rows of a run', () => {
  it('are counted or quarantined', () => {
    expect(shown({}).textContent).toContain('100 rows read = 98 counted + 2 quarantined');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('are counted, corrected or still quarantined', () => {
    const { textContent } = shown({ rowsCorrected: 1, rowsStillQuarantined: 1 });
    expect(textContent).toMatch(/100 rows read = 98 counted \+ 1 corrected \+ 1 (still )?quarantined/);
  });

  it('raise an alarm when they do not add up', () => {
    shown({ rowsCounted: 97 });
    expect(screen.getByRole('alert').textContent).toContain('do not add up');
  });

  it('are not spoken of before they are known', () => {
    expect(shown({ rowsRead: null, rowsCounted: null, rowsStillQuarantined: null }).textContent).toBe('');
  });
});
