import type { StageSettings } from './settings.ts';
import { StageError } from './stage-error.ts';

/**
 * Refuses to deploy what no commit holds to a stage that takes only commits: a receipt there names its code, and somebody
 * must be able to read that code.
 * @param codeVersion as `readCodeVersion` gives it
 * @param credentialsAccount the account of the credentials at hand; undefined where nothing can be deployed, as in a build
 * @throws StageError when files differ from the commit, or there is no commit
 */
export function refuseUncommitted(
  settings: StageSettings,
  codeVersion: string,
  credentialsAccount: string | undefined,
): void {
  if (!settings.committedOnly || credentialsAccount === undefined || credentialsAccount === '') {
    return;
  }
  if (/\+[0-9a-f]+$/.test(codeVersion)) {
    return;
  }
  const why = codeVersion.includes('+') ? 'files here differ from the last commit' : 'there is no commit here';
  throw new StageError(
    `Stage "${settings.stage}" takes only what is committed, and ${why} (${codeVersion}). Nothing was deployed. ` +
      '"git status" names the files: commit them, or take them away.',
  );
}
