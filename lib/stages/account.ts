import type { StageSettings } from './settings.ts';
import { StageError } from './stage-error.ts';

/**
 * Refuses a stage whose account is not the one the credentials belong to. The stacks are pinned to account and region
 * too, so the CDK CLI refuses as well; this says earlier and plainer what to do.
 * @param credentialsAccount the account of the credentials at hand, undefined when there are none (as in a build)
 * @throws StageError when the two accounts differ
 */
export function refuseOtherAccount(settings: StageSettings, credentialsAccount: string | undefined): void {
  if (credentialsAccount === undefined || credentialsAccount === '' || credentialsAccount === settings.account) {
    return;
  }
  throw new StageError(
    `Stage "${settings.stage}" belongs to the AWS account ${settings.account} (lib/stages/${settings.stage}.ts), ` +
      `but the credentials at hand are of account ${credentialsAccount}. ` +
      `Nothing was deployed. Use credentials of ${settings.account}, for example with --profile, ` +
      `or set the account of this stage in lib/stages/${settings.stage}.ts.`,
  );
}
