// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { BudgetNotice } from '../../dashboard/src/runs/budget-notice.tsx';
import { drawn } from './drawn.tsx';
import { sampleRun, succeeded } from './sample-run.ts';

afterEach(cleanup);

const waiting = (waitingFor: 'capacity' | 'budget') => sampleRun({ state: 'PENDING', waitingFor });

it('says until when runs wait and who can change that, as soon as one of them waits for budget', () => {
  drawn(<BudgetNotice runs={[sampleRun(succeeded), waiting('capacity'), waiting('budget')]} />);
  expect(screen.getByText("The day's budget is used up.")).toBeTruthy();
  expect(screen.getByText(/until 00:00 UTC/).textContent).toContain('workers.dpuHoursPerDay');
});

it('says nothing while runs wait for anything else', () => {
  drawn(<BudgetNotice runs={[sampleRun(succeeded), waiting('capacity')]} />);
  expect(screen.queryByText("The day's budget is used up.")).toBeNull();
});
