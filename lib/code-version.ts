import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string().min(1) });

/**
 * The version that stands on every receipt: that of package.json with the commit as SemVer build metadata, such as
 * `0.1.0+52e94b0`, and `.changed` behind it when the work tree differs from the commit, also by a file that Git does not know.
 * @param projectRoot the folder of package.json
 * @returns the plain version of package.json where there is no Git
 */
export function readCodeVersion(projectRoot: string): string {
  const { version } = packageSchema.parse(JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')));
  const commit = describeCommit(projectRoot);
  return commit === undefined ? version : `${version}+${commit}`;
}

function describeCommit(projectRoot: string): string | undefined {
  try {
    const git = (...command: string[]): string =>
      execFileSync('git', command, { cwd: projectRoot, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const commit = git('describe', '--always', '--abbrev=7', '--exclude=*');
    return git('status', '--porcelain') === '' ? commit : `${commit}.changed`;
  } catch {
    // A copy without its history, or a machine without Git, still deploys.
    return undefined;
  }
}
