import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));

it('The engine benchmark runs the jobs’ own reading as a whole process, and the bare-JVM parser agrees with it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-smoke-'));
  try {
    const json = path.join(folder, 'report.json');
    const flags = ['--rows', '10k', '--rounds', '1', '--variant', 'bad-rows', '--engines', 'countinghouse,floor'];
    const { status, stderr } = spawnSync('node', ['bench/main.mjs', 'engine', ...flags, '--json', json], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    expect(report).toMatchObject({ rows: 10_000, agree: true });
    expect(Object.keys(report.engines)).toEqual(['countinghouse', 'floor']);
    expect(report.engines.countinghouse.seconds).toHaveLength(1);
    expect(report.engines.countinghouse.median).toBeGreaterThan(report.engines.floor.median);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
