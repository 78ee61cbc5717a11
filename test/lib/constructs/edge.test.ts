import path from 'node:path';
import { aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DashboardAssets } from '../../../lib/constructs/dashboard-assets.ts';
import { DashboardDistribution } from '../../../lib/constructs/dashboard-distribution/index.ts';
import { HttpApi } from '../../../lib/constructs/http-api.ts';
import type { Deployment } from '../../../lib/deployment.ts';
import { smallBuildOutputs, temporaryFolder } from '../fixtures/build-outputs.ts';
import { testDeployment, testStack } from '../fixtures/deployment.ts';

const issuer = {
  url: 'https://issuer.example.com/pool',
  audience: ['client-1'],
  clientId: 'client-1',
  scopes: ['openid'],
  signOutUrl: null,
};

describe('the HTTP API', () => {
  const stack = testStack();
  const code = lambda.Code.fromInline('exports.handler = () => {}');
  const handler = new lambda.Function(stack, 'F', {
    code,
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
  });
  const api = new HttpApi(stack, 'HttpApi', { deployment: testDeployment('dev') });
  api.addRoutes({ handler, issuer });
  const template = Template.fromStack(stack);
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map((route) => route['Properties']);

  it('sends everything below /api/ to the function', () => {
    expect(routes.map(({ RouteKey }) => RouteKey).sort()).toEqual(['ANY /api/{proxy+}', 'GET /api/health']);
    template.hasResourceProperties('AWS::ApiGatewayV2::Integration', { PayloadFormatVersion: '2.0' });
  });

  it('lets nothing through without a token of the issuer but the health check', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');
    expect(open.map(({ RouteKey }) => RouteKey)).toEqual(['GET /api/health']);
    const [[authorizer] = []] = Object.entries(template.findResources('AWS::ApiGatewayV2::Authorizer'));
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'ANY /api/{proxy+}',
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: authorizer },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://issuer.example.com/pool', Audience: ['client-1'] },
    });
  });

  it('limits requests and logs them without headers, queries, paths or addresses', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      AccessLogSettings: {
        Format: Match.serializedJson({
          requestId: '$context.requestId',
          time: '$context.requestTime',
          method: '$context.httpMethod',
          status: '$context.status',
          bytes: '$context.responseLength',
          milliseconds: '$context.responseLatency',
          integrationError: '$context.integrationErrorMessage',
        }),
      },
    });
  });

  it('needs no CORS', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });

  it('names its host without a scheme, as CloudFront wants it', () => {
    expect(stack.resolve(api.hostName)).toEqual({
      'Fn::Join': ['', [{ Ref: expect.any(String) }, '.execute-api.eu-central-1.', { Ref: 'AWS::URLSuffix' }]],
    });
  });
});

function distributionOf(deployment: Deployment): Template {
  const stack = testStack();
  const bucket = new s3.Bucket(stack, 'Bucket');
  const landing = new s3.Bucket(stack, 'Landing', { bucketName: 'landing-bucket' });
  new DashboardDistribution(stack, 'Dashboard', { deployment, bucket, landing, apiHostName: 'api.example.com' });
  return Template.fromStack(stack);
}

function securityHeadersOf(template: Template) {
  const [policy] = Object.values(template.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
  return policy?.['Properties'].ResponseHeadersPolicyConfig?.SecurityHeadersConfig;
}

/** The content security policy with tokens in braces, by directives. */
function directivesOf(template: Template): string[] {
  const csp = securityHeadersOf(template).ContentSecurityPolicy.ContentSecurityPolicy;
  const [separator, pieces] = typeof csp === 'string' ? ['', [csp]] : csp['Fn::Join'];
  const text = pieces.map((piece: unknown) => (typeof piece === 'string' ? piece : `{${JSON.stringify(piece)}}`));
  return text.join(separator).split('; ');
}

const managed = {
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  allViewerExceptHostHeader: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
};

describe('the distribution by default', () => {
  const template = distributionOf(testDeployment('dev'));

  it('passes /api/* on uncached, with every header but Host', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        CacheBehaviors: [
          Match.objectLike({
            PathPattern: '/api/*',
            CachePolicyId: managed.cachingDisabled,
            OriginRequestPolicyId: managed.allViewerExceptHostHeader,
            ViewerProtocolPolicy: 'https-only',
            AllowedMethods: Match.arrayWith(['GET', 'POST']),
            FunctionAssociations: Match.absent(),
          }),
        ],
      },
    });
  });

  it('keeps a file as long as the file says, and never for a while by itself', () => {
    const [[policy] = []] = Object.entries(template.findResources('AWS::CloudFront::CachePolicy')).map(([id]) => [id]);
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { DefaultCacheBehavior: { CachePolicyId: { Ref: policy }, Compress: true } },
    });
    template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        MinTTL: 0,
        DefaultTTL: 0,
        MaxTTL: 31_536_000,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingBrotli: true,
          EnableAcceptEncodingGzip: true,
          HeadersConfig: { HeaderBehavior: 'none' },
          CookiesConfig: { CookieBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    });
  });

  it('leaves the errors of the API as they are', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { CustomErrorResponses: Match.absent() },
    });
  });

  it('answers the addresses of the dashboard by a function, on the default behaviour only', () => {
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultRootObject: 'index.html',
        DefaultCacheBehavior: {
          ViewerProtocolPolicy: 'redirect-to-https',
          FunctionAssociations: [Match.objectLike({ EventType: 'viewer-request' })],
        },
      },
    });
    template.hasResourceProperties('AWS::CloudFront::Function', { FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
  });

  it('alone reads the bucket, with signed requests', () => {
    template.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: { SigningBehavior: 'always', SigningProtocol: 'sigv4' },
    });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Condition: { StringEquals: { 'AWS:SourceArn': Match.anyValue() } },
          }),
        ],
      },
    });
  });

  it('tells browsers to load from its own origin only, and nothing inline', () => {
    const directives = directivesOf(template);
    expect(directives).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "worker-src 'self'", "style-src 'self'"]),
    );
    expect(directives.join()).not.toMatch(/unsafe|\*/);
    expect(directives.filter((directive) => directive.includes('http'))).toEqual([
      expect.stringMatching(/^connect-src /),
    ]);
    const headers = securityHeadersOf(template);
    expect(headers.StrictTransportSecurity).toMatchObject({ AccessControlMaxAgeSec: 63_072_000, Override: true });
    expect(headers.FrameOptions).toMatchObject({ FrameOption: 'DENY' });
  });

  it('lets browsers talk to the API, to the landing bucket by its regional name, to the sign-in, and to nobody else', () => {
    expect(directivesOf(template).find((directive) => directive.startsWith('connect-src'))).toMatch(
      /^connect-src 'self' https:\/\/{{"Fn::GetAtt":\["Landing\w+","RegionalDomainName"\]}} https:\/\/cognito-idp\.eu-central-1\.amazonaws\.com https:\/\/countinghouse-dev-111111111111\.auth\.eu-central-1\.amazoncognito\.com$/,
    );
  });

  it('names the address of S3 that the stage is told, where it is not that of AWS', () => {
    const serviceEndpoints = { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4001' };
    const local = distributionOf(testDeployment('local', { serviceEndpoints }));
    expect(directivesOf(local)).toContain("connect-src 'self' http://127.0.0.1:4001 http://127.0.0.1:4281");
  });

  it('sends these headers with both behaviours', () => {
    const [distribution] = Object.values(template.findResources('AWS::CloudFront::Distribution'));
    const config = distribution?.['Properties'].DistributionConfig;
    const ids = [config.DefaultCacheBehavior, ...config.CacheBehaviors].map(
      (behaviour) => behaviour.ResponseHeadersPolicyId,
    );
    expect(ids).toHaveLength(2);
    expect(ids[0]).toEqual({ Ref: expect.stringMatching(/SecurityHeaders/) });
    expect(ids[1]).toEqual(ids[0]);
  });
});

describe('the distribution with a domain', () => {
  it('takes TLS 1.2 and later only', () => {
    const { settings } = testDeployment('prod');
    const domain = { name: 'figures.example.com', certificateArn: 'arn:aws:acm:us-east-1:333333333333:certificate/a' };
    const dashboard = { priceClass: 'PriceClass_All', domain, origins: null } as const;
    const template = distributionOf(testDeployment('prod', { settings: { ...settings, dashboard } }));
    template.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['figures.example.com'],
        PriceClass: 'PriceClass_All',
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', AcmCertificateArn: domain.certificateArn },
      },
    });
  });
});

describe('the dashboard assets', () => {
  const stack = testStack();
  const root = temporaryFolder();
  const deployment = testDeployment('dev', { outputs: smallBuildOutputs(path.join(root, 'build')) });
  new DashboardAssets(stack, 'Assets', { deployment, bucket: new s3.Bucket(stack, 'Bucket'), issuer });
  const template = Template.fromStack(stack);
  const hashed = { DestinationBucketKeyPrefix: 'assets' };
  const page = { DestinationBucketKeyPrefix: Match.absent() };

  it('are kept by browsers for ever when their names carry a hash', () => {
    template.hasResourceProperties('Custom::CDKBucketDeployment', {
      ...hashed,
      SystemMetadata: { 'cache-control': 'public, max-age=31536000, immutable' },
    });
  });

  it('are asked for anew when they are the page or its configuration', () => {
    template.hasResourceProperties('Custom::CDKBucketDeployment', {
      ...page,
      SystemMetadata: { 'cache-control': 'no-cache' },
    });
  });

  it('arrive before the page that names them', () => {
    const [first] = Object.keys(template.findResources('Custom::CDKBucketDeployment', { Properties: hashed }));
    template.hasResource('Custom::CDKBucketDeployment', { Properties: page, DependsOn: Match.arrayWith([first]) });
  });

  it('never remove what an open page may still ask for', () => {
    template.allResourcesProperties('Custom::CDKBucketDeployment', { Prune: false });
  });

  it('are copied by one function with memory enough', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024 });
  });
});
