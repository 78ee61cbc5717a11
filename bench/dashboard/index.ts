import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { launchChromium } from '../../test/browser/chromium.ts';
import { machine } from '../command.mjs';
import { median } from '../engine/statistics.ts';
import { cloudWithRuns, type Surroundings } from '../stored/cloud-with-runs.ts';
import type { DashboardArguments } from './arguments.ts';
import { measureInteractions } from './interactions.ts';
import { measureScrolling } from './scrolling.ts';
import { measureVisit, openBranches } from './visit.ts';
import { interactionToNextPaint } from './vitals.ts';

/** Uses the page of branches as an analyst does, in a Chromium on the same machine as the laptop cloud. */
export async function measureDashboard(
  { files, branches, visits }: Omit<DashboardArguments, 'json'>,
  surroundings: Surroundings,
) {
  const { cloud, stored } = await cloudWithRuns({ files, branches }, surroundings);
  const { root, lifetime, progress } = surroundings;
  const browser = await launchChromium();
  lifetime.onEnd('the browser', () => browser.close());
  const url = cloud.dashboardUrl;
  // The first visit warms the functions, as the first visitor of a day does.
  const warmUp = await progress.phase('A first visit', () => measureVisit(browser, url));
  const measured = [];
  for (let visit = 1; visit <= visits; visit += 1) {
    measured.push(await progress.phase(`Visit ${visit} of ${visits}`, () => measureVisit(browser, url)));
  }
  const page = await openBranches(browser, url);
  const interactions = await progress.phase('Clicks and keys', () => measureInteractions(page));
  const scrolling = await progress.phase('Scrolling', () => measureScrolling(page));
  await page.context().close();
  const inpMs = interactionToNextPaint(interactions);
  if (inpMs === undefined) throw new Error('The browser counted no interaction');
  return {
    scenario: 'dashboard',
    ...stored,
    branches,
    visits,
    metrics: {
      lcpMs: whole(median(measured.map(({ lcpMs }) => lcpMs))),
      inpMs: whole(inpMs),
      scrollFps: scrolling.fps,
      initialJsGzipKB: initialJavaScript(root),
      firstVisitLcpMs: whole(warmUp.lcpMs),
      rowsShownMs: whole(median(measured.map(({ rowsShownMs }) => rowsShownMs))),
      scrollLongestFrameMs: scrolling.longestFrameMs,
    },
    interactions: interactions.count,
    slowestInteractions: interactions.slow.toSorted((a, b) => b.ms - a.ms).slice(0, 5),
    rowsScrolled: scrolling.rows,
    chromium: browser.version(),
    ...machine(),
  };
}

/** As the build measured it; it fails beyond its budget. */
function initialJavaScript(root: string): number {
  const report = readFileSync(path.join(root, '.countinghouse/build/dashboard-size.json'), 'utf8');
  return z.object({ initialJsGzipKB: z.number() }).parse(JSON.parse(report)).initialJsGzipKB;
}

const whole = (milliseconds: number): number => Math.round(milliseconds);
