import {
  aws_apigatewayv2 as gateway,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_apigateway as rest,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';

export interface HttpApiProps {
  readonly deployment: Deployment;
  readonly handler: lambda.Function;
}

/**
 * The HTTP API in front of the api function. Browsers reach it through the dashboard's distribution, below `/api/`; one
 * origin, so there is no CORS.
 */
export class HttpApi extends Construct {
  readonly endpoint: string;
  readonly apiId: string;
  /** The host name, without scheme, as CloudFront wants its origins. */
  readonly hostName: string;

  constructor(scope: Construct, id: string, { deployment, handler }: HttpApiProps) {
    super(scope, id);
    const { settings, removalPolicy, key } = deployment;
    const api = new gateway.HttpApi(this, 'Api', {
      apiName: `Countinghouse-${settings.stage}`,
      description: `Countinghouse API, stage ${settings.stage}`,
      createDefaultStage: false,
    });
    api.addRoutes({
      path: '/api/{proxy+}',
      methods: [gateway.HttpMethod.ANY],
      integration: new integrations.HttpLambdaIntegration('Handler', handler),
    });
    acknowledge(api, { APIG4: 'There is no sign-in yet, and docs/deployer.md says what not to do until there is.' });
    const accessLog = new logs.LogGroup(this, 'AccessLog', {
      retention: settings.logs.retentionDays,
      removalPolicy,
      ...(key !== undefined && { encryptionKey: key }),
    });
    new gateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.api.rateLimit, burstLimit: settings.api.burstLimit },
      accessLogSettings: { destination: new gateway.LogGroupLogDestination(accessLog), format: accessLogFormat() },
    });
    this.endpoint = api.apiEndpoint;
    this.apiId = api.apiId;
    const { region, urlSuffix } = Stack.of(this);
    this.hostName = `${api.apiId}.execute-api.${region}.${urlSuffix}`;
  }
}

/**
 * What came of each request and how long it took, also of those that never reach the function, which tells more of its own.
 * Neither headers, queries nor paths, which may hold names and codes of branches; nor an address: it is CloudFront's.
 */
function accessLogFormat(): rest.AccessLogFormat {
  const { AccessLogFormat, AccessLogField: field } = rest;
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: field.contextRequestId(),
      time: field.contextRequestTime(),
      method: field.contextHttpMethod(),
      status: field.contextStatus(),
      bytes: field.contextResponseLength(),
      milliseconds: field.contextResponseLatency(),
      integrationError: field.contextIntegrationErrorMessage(),
    }),
  );
}
