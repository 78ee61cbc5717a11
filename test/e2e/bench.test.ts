import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from './deployed.ts';

it('The warm benchmark lands file after file in one cloud', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-warm-'));
  try {
    const json = join(folder, 'warm.json');
    const flags = ['--rows', '10k', '--files', '2', '--json', json];
    const { status, stdout, stderr } = spawnSync('node', ['bench/main.mjs', 'warm', ...flags], {
      cwd: projectRoot,
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    });
    expect(status, stderr).toBe(0);
    const told = JSON.parse(readFileSync(json, 'utf8'));
    expect(JSON.parse(stdout)).toEqual(told);
    expect(told).toMatchObject({ scenario: 'warm', files: 2, rowsPerFile: 10_000 });
    expect(told.secondsUploadToSucceeded).toHaveLength(2);
    // Spark's start alone takes longer than a small file.
    for (const seconds of told.secondsUploadToSucceeded) {
      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThan(told.coldSecondsUploadToSucceeded);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
