import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './deployed.ts';

/** Runs a benchmark as a user does and gives the JSON that it told and wrote. */
function bench(...parameters: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const json = join(folder, 'result.json');
    const { status, stdout, stderr } = spawnSync('node', ['bench/main.mjs', ...parameters, '--json', json], {
      cwd: projectRoot,
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    });
    expect(status, stderr).toBe(0);
    const told = JSON.parse(readFileSync(json, 'utf8'));
    expect(JSON.parse(stdout)).toEqual(told);
    return told;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const milliseconds = expect.toSatisfy((value) => typeof value === 'number' && value > 0 && value < 60_000);

it('The api benchmark asks for the lists of stored runs by the clock', () => {
  const told = bench('api', '--files', '3', '--branches', '40', '--rate', '10', '--seconds', '3');
  expect(told).toMatchObject({ scenario: 'api', files: 3, branchesPerFile: 40, figures: 120, requestsPerSecond: 10 });
  expect(told.metrics).toMatchObject({ branchesP99Ms: milliseconds, runsP99Ms: milliseconds, errors: 0 });
});

it('The dashboard benchmark uses the page of branches in a browser', () => {
  const told = bench('dashboard', '--files', '1', '--branches', '5k', '--visits', '1');
  expect(told).toMatchObject({ scenario: 'dashboard', branches: 5_000, interactions: expect.any(Number) });
  expect(told.interactions).toBeGreaterThan(20);
  expect(told.metrics).toMatchObject({ lcpMs: milliseconds, inpMs: milliseconds, scrollFps: milliseconds });
  expect(told.metrics.initialJsGzipKB).toBeGreaterThan(50);
  expect(told.metrics.initialJsGzipKB).toBeLessThanOrEqual(180);
});

it('The warm benchmark lands file after file in one cloud', () => {
  const told = bench('warm', '--rows', '10k', '--files', '2');
  expect(told).toMatchObject({ scenario: 'warm', files: 2, rowsPerFile: 10_000 });
  expect(told.secondsUploadToSucceeded).toHaveLength(2);
  // Spark's start alone takes longer than a small file.
  for (const seconds of told.secondsUploadToSucceeded) {
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(told.coldSecondsUploadToSucceeded);
  }
});

it('The intake benchmark finds every file of every burst counted once', () => {
  const told = bench('intake', '--bursts', '1,12', '--rows', '100', '--idle', '1');
  expect(told).toMatchObject({ scenario: 'intake', rowsPerFile: 100, rowsLanded: 1_300, rowsInTotals: 1_300 });
  expect(told.bursts).toMatchObject([
    { files: 1, duplicates: 0, losses: 0 },
    { files: 12, duplicates: 0, losses: 0 },
  ]);
  for (const { secondsToLastRecorded, secondsToLastClosed } of told.bursts) {
    expect(secondsToLastRecorded).toBeGreaterThan(0);
    expect(secondsToLastClosed).toBeGreaterThanOrEqual(secondsToLastRecorded);
  }
});
