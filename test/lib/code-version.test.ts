import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readCodeVersion } from '../../lib/code-version.ts';
import { temporaryFolder } from './fixtures/build-outputs.ts';

function project(): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'package.json'), '{"version":"4.5.6"}');
  return folder;
}

it('is the version of package.json where there is no history', () => {
  expect(readCodeVersion(project())).toBe('4.5.6');
});

it('names the commit, and tells when the work tree differs from it', () => {
  const folder = project();
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '-qm', 'first');
  git('tag', 'v9');
  const commit = git('rev-parse', '--short=7', 'HEAD').trim();
  expect(readCodeVersion(folder)).toBe(`4.5.6+${commit}`);
  writeFileSync(path.join(folder, 'unknown.ts'), '');
  expect(readCodeVersion(folder)).toBe(`4.5.6+${commit}.changed`);
  rmSync(path.join(folder, 'unknown.ts'));
  writeFileSync(path.join(folder, 'package.json'), '{"version":"4.5.7"}');
  expect(readCodeVersion(folder)).toBe(`4.5.7+${commit}.changed`);
});
