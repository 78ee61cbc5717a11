import {
  aws_apigatewayv2_authorizers as authorizers,
  aws_apigatewayv2 as gateway,
  aws_apigatewayv2_integrations as integrations,
  type aws_lambda as lambda,
  aws_logs as logs,
  aws_apigateway as rest,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { openRoutes } from '../../lambdas/api/sign-in/needs.ts';
import { acknowledge } from '../acknowledged.ts';
import type { Deployment } from '../deployment.ts';
import type { Issuer } from './sign-in/issuer.ts';

export interface HttpApiProps {
  readonly deployment: Deployment;
}

export interface HttpApiRoutes {
  readonly handler: lambda.Function;
  /** Whose tokens let a request through. */
  readonly issuer: Issuer;
}

/**
 * The HTTP API in front of the api function. Browsers reach it through the dashboard's distribution, below `/api/`; one
 * origin, so there is no CORS.
 *
 * Its address is known before its routes are: these need the issuer, whose client must know the distribution, which needs
 * that address.
 */
export class HttpApi extends Construct {
  readonly endpoint: string;
  readonly apiId: string;
  /** The host name, without scheme, as CloudFront wants its origins. */
  readonly hostName: string;
  readonly #api: gateway.HttpApi;
  readonly #stage: string;

  constructor(scope: Construct, id: string, { deployment }: HttpApiProps) {
    super(scope, id);
    const { settings, removalPolicy, key } = deployment;
    const api = new gateway.HttpApi(this, 'Api', {
      apiName: `Countinghouse-${settings.stage}`,
      description: `Countinghouse API, stage ${settings.stage}`,
      createDefaultStage: false,
    });
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
    this.#api = api;
    this.#stage = settings.stage;
    this.endpoint = api.apiEndpoint;
    this.apiId = api.apiId;
    const { region, urlSuffix } = Stack.of(this);
    this.hostName = `${api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /** Sends everything below `/api/` to the function, and refuses what comes without a token but for the open routes. */
  addRoutes({ handler, issuer }: HttpApiRoutes): void {
    const integration = new integrations.HttpLambdaIntegration('Handler', handler);
    this.#api.addRoutes({
      path: '/api/{proxy+}',
      methods: [gateway.HttpMethod.ANY],
      integration,
      authorizer: new authorizers.HttpJwtAuthorizer('SignIn', issuer.url, {
        authorizerName: `countinghouse-${this.#stage}`,
        jwtAudience: [...issuer.audience],
      }),
    });
    for (const route of openRoutes) {
      const [method, path] = route.split(' ') as [gateway.HttpMethod, string];
      const [open] = this.#api.addRoutes({ path, methods: [method], integration });
      acknowledge(open as gateway.HttpRoute, {
        APIG4: 'Says whether the API answers, for whoever watches it; it tells nothing else and wakes nothing.',
      });
    }
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
