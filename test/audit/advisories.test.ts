import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { isNoReport, readNpmReport, readPypiAnswer } from './answers.ts';

const root = path.join(import.meta.dirname, '..', '..');

/** What `npm audit` prints, whatever its exit code says. */
const npmAudit = (): Promise<string> =>
  new Promise((fulfil) => {
    execFile('npm', ['audit', '--json'], { cwd: root, maxBuffer: 2 ** 26 }, (_, stdout) => fulfil(stdout));
  });

/** What is locked for all that `npm start` installs, as `name==version`. */
const pinned = [
  ...readFileSync(path.join(root, 'local/install/requirements.txt'), 'utf8').matchAll(/^([\w.-]+)==([\w.+-]+)/gm),
].map(([, name = '', version = '']) => ({ name, version }));

it('no package of npm has a high or critical advisory', async (context) => {
  const report = readNpmReport(await npmAudit());
  context.skip(report === isNoReport, 'the registry of npm answers no question about advisories');
  expect(report).toEqual([]);
}, 120_000);

it('no package of Python has an advisory that was not withdrawn', async (context) => {
  const found: string[] = [];
  expect(pinned.length).toBeGreaterThan(5);
  for (const { name, version } of pinned) {
    const answer = await fetch(`https://pypi.org/pypi/${name}/${version}/json`, {
      signal: AbortSignal.timeout(20_000),
    });
    const advisories = readPypiAnswer(answer.status, await answer.text());
    context.skip(advisories === isNoReport, 'the index of Python packages tells no advisories');
    found.push(...(advisories as string[]).map((id) => `${name} ${version}: ${id}`));
  }
  expect(found).toEqual([]);
}, 300_000);
