import { UsageError } from '../local/cli/arguments.mjs';
import { type Reach, signedFetch } from '../local/cli/machine-tokens.ts';

/** The variable that holds an access token for a stage on AWS. */
const VARIABLE = 'COUNTINGHOUSE_TOKEN';

/**
 * The API of a stage on AWS, which is asked as whoever has given their token.
 * @throws UsageError that says how to have one
 */
export function withGivenToken(dashboardUrl: string): Reach {
  const token = process.env[VARIABLE];
  if (token === undefined || token === '') {
    throw new UsageError(
      `The API wants to know who asks. Sign in at ${dashboardUrl}, choose "Copy access token" behind your name, and set ` +
        `${VARIABLE} to it.`,
    );
  }
  return { dashboardUrl, fetch: signedFetch(async () => token) };
}
