/** The laptop cloud's account, region and keys. The emulator takes any key; these are nobody's secret. */
export const LAPTOP_REGION = 'us-east-1';
export const LAPTOP_ACCOUNT = '000000000000';
export const LAPTOP_KEYS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

export interface Endpoints {
  readonly emulator: string;
  readonly glue: string;
  readonly rdsData: string;
}

/**
 * Variables for a child process that talks to the laptop cloud. Nothing of the caller's AWS settings is left in them, so
 * that no real account can be reached by mistake.
 */
export function laptopEnvironment(endpoints: Partial<Endpoints>, scratch: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(AWS_|CDK_)/.test(name));
  const variables = {
    AWS_ENDPOINT_URL: endpoints.emulator,
    AWS_ENDPOINT_URL_GLUE: endpoints.glue,
    AWS_ENDPOINT_URL_RDS_DATA: endpoints.rdsData,
    // The deployed app is told it: the dashboard sends files there, and so its content security policy names it.
    AWS_ENDPOINT_URL_S3: endpoints.emulator,
    AWS_REGION: LAPTOP_REGION,
    AWS_DEFAULT_REGION: LAPTOP_REGION,
    AWS_ACCESS_KEY_ID: LAPTOP_KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LAPTOP_KEYS.secretAccessKey,
    AWS_CONFIG_FILE: `${scratch}/no-aws-config`,
    AWS_SHARED_CREDENTIALS_FILE: `${scratch}/no-aws-credentials`,
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_HOME: `${scratch}/cdk-home`,
    CDK_DISABLE_VERSION_CHECK: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };
  const given = Object.entries(variables).filter(([, value]) => value !== undefined);
  return Object.fromEntries([...inherited, ...given]);
}
