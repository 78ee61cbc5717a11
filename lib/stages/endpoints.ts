import { z } from 'zod';
import type { StageSettings } from './settings.ts';
import { StageError } from './stage-error.ts';

/** Variables by which the AWS SDKs find another endpoint for one service than the one of AWS. */
const endpointVariables = ['AWS_ENDPOINT_URL_GLUE', 'AWS_ENDPOINT_URL_RDS_DATA', 'AWS_ENDPOINT_URL_S3'] as const;
type EndpointVariable = (typeof endpointVariables)[number];

/** The endpoint variables that the Lambdas get. Empty on every stage of AWS. */
export type ServiceEndpoints = Readonly<Partial<Record<EndpointVariable, string>>>;

const httpUrl = z.url({ protocol: /^https?$/ });

/**
 * @param environment the variables of the process that synthesizes
 * @throws StageError when a variable is no URL, or is set for a stage that runs on AWS: a deployed Lambda would then
 * talk to somebody's laptop
 */
export function readServiceEndpoints(
  settings: StageSettings,
  environment: Readonly<Record<string, string | undefined>>,
): ServiceEndpoints {
  const found: Partial<Record<EndpointVariable, string>> = {};
  for (const variable of endpointVariables) {
    const value = environment[variable];
    if (value === undefined || value === '') {
      continue;
    }
    if (settings.stage !== 'local') {
      throw new StageError(
        `${variable} is set, but stage "${settings.stage}" runs on AWS and must use its endpoints. ` +
          `Unset ${variable} and try again.`,
      );
    }
    if (!httpUrl.safeParse(value).success) {
      throw new StageError(`${variable} must be an http or https URL, not ${JSON.stringify(value)}.`);
    }
    found[variable] = value;
  }
  return found;
}
