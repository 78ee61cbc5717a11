import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  aws_certificatemanager as certificates,
  aws_cloudfront as cloudfront,
  Duration,
  aws_cloudfront_origins as origins,
  type aws_s3 as s3,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../../acknowledged.ts';
import type { Deployment } from '../../deployment.ts';
import type { StageSettings } from '../../stages/settings.ts';
import { signInOrigins } from '../sign-in/origins.ts';
import { SecurityHeaders } from './security-headers.ts';

const fallbackFile = path.join(path.dirname(fileURLToPath(import.meta.url)), 'single-page-fallback.cjs');

export interface DashboardDistributionProps {
  readonly deployment: Deployment;
  readonly bucket: s3.Bucket;
  readonly apiHostName: string;
  /** Where the browser uploads files to. */
  readonly landing: s3.Bucket;
}

/**
 * The one origin that a browser sees: the dashboard's files from their bucket, and the API below `/api/`.
 *
 * The single-page fallback is a function on the default behaviour. Distribution-wide error responses would turn the
 * API's 403 and 404 into the page.
 */
export class DashboardDistribution extends Construct {
  readonly distribution: cloudfront.Distribution;
  /** Where people find the dashboard, without a slash at the end. */
  readonly address: string;

  constructor(scope: Construct, id: string, props: DashboardDistributionProps) {
    super(scope, id);
    const { deployment, bucket, apiHostName, landing } = props;
    const { settings, serviceEndpoints } = deployment;
    const responseHeadersPolicy = new SecurityHeaders(this, 'SecurityHeaders', {
      // The regional name, as the SDK writes it into presigned addresses.
      otherOrigins: [
        serviceEndpoints.AWS_ENDPOINT_URL_S3 ?? `https://${landing.bucketRegionalDomainName}`,
        ...signInOrigins(settings),
      ],
    });
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `Countinghouse dashboard, stage ${settings.stage}`,
      defaultRootObject: 'index.html',
      priceClass: cloudfront.PriceClass[priceClassKey[settings.dashboard.priceClass]],
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      ...this.#domain(settings),
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket as s3.IBucket),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: this.#asTheFileSays(),
        compress: true,
        responseHeadersPolicy,
        functionAssociations: [
          { function: this.#singlePageFallback(), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new origins.HttpOrigin(apiHostName, { originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2] }),
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          // API Gateway knows its APIs by the Host header, so the viewer's own must not reach it.
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          compress: true,
          responseHeadersPolicy,
        },
      },
    });
    acknowledge(this.distribution, {
      CFR1: 'Where its users are is for each company to say; who may see figures is decided by sign-in, not by country.',
      CFR2: 'The API has its own limits of rate and size and checks every input; the rest are static files.',
      CFR3: "Every call of the API is in the API's own access log; the static files hold no data.",
      ...(settings.dashboard.domain === null && {
        CFR4: "CloudFront's own certificate allows no other choice; with a domain of one's own it is TLS 1.2 and later.",
      }),
    });
    this.address = `https://${settings.dashboard.domain?.name ?? this.distribution.distributionDomainName}`;
  }

  /**
   * How long a file is kept is said by the file itself, see DashboardAssets. AWS's own policy for files would keep the page
   * for a second, and one that says nothing for a day.
   */
  #asTheFileSays(): cloudfront.CachePolicy {
    return new cloudfront.CachePolicy(this, 'AsTheFileSays', {
      comment: 'Countinghouse dashboard: as long as Cache-Control says',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.days(365),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }

  #singlePageFallback(): cloudfront.Function {
    return new cloudfront.Function(this, 'SinglePageFallback', {
      comment: 'Answers the addresses of the dashboard with its one page',
      code: cloudfront.FunctionCode.fromFile({ filePath: fallbackFile }),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
    });
  }

  /** Without a domain of one's own, CloudFront's certificate decides about TLS, and it cannot be told a least version. */
  #domain({ dashboard: { domain } }: StageSettings): Partial<cloudfront.DistributionProps> {
    if (domain === null) {
      return {};
    }
    return {
      domainNames: [domain.name],
      certificate: certificates.Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }
}

const priceClassKey = {
  PriceClass_100: 'PRICE_CLASS_100',
  PriceClass_200: 'PRICE_CLASS_200',
  PriceClass_All: 'PRICE_CLASS_ALL',
} as const satisfies Record<StageSettings['dashboard']['priceClass'], keyof typeof cloudfront.PriceClass>;
