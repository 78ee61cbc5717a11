// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunDetail } from '../../dashboard/src/api/client.ts';
import { RunFacts } from '../../dashboard/src/run/facts.tsx';
import { drawn } from './drawn.tsx';
import { sampleDetail } from './sample-run.ts';

afterEach(cleanup);

function costs(changes: Partial<RunDetail>): (string | undefined)[] {
  drawn(<RunFacts run={sampleDetail(changes)} />);
  return ['Cost of the file', 'Cost of a million rows'].map((name) =>
    screen.getByText(name).nextElementSibling?.textContent?.replace(/\s/g, ' '),
  );
}

describe('the facts of a run', () => {
  it('tell what the file has cost, and what a million of its rows have', () => {
    expect(costs({ costUsd: '0.02200000', rowsRead: 100_000_000 })).toEqual(['USD 0.022', 'USD 0.00022']);
  });

  it('tell no cost of rows where none was read, and none at all while a run is open', () => {
    expect(costs({ costUsd: '0.01466667', rowsRead: 0 })[1]).not.toContain('USD');
    cleanup();
    expect(costs({ costUsd: null, rowsRead: 5 }).join()).not.toContain('USD');
  });
});
