/** What a template may hold without a line of its own on the bill: AWS charges nothing for it, or by use that is counted. */
const withoutLine = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::Distribution',
  // 2,000,000 invocations a month are free, then 0.10 a million: a hundredth of what the same requests cost.
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  // Events of AWS's own services cost nothing.
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Logs::QueryDefinition',
  'AWS::RDS::DBSubnetGroup',
  'AWS::S3::BucketPolicy',
  // Mail of alarms: 2 dollars for 100,000.
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::SecretTargetAttachment',
  // Run when something is deployed.
  'Custom::CDKBucketDeployment',
  'Custom::S3AutoDeleteObjects',
  'Custom::SchemaMigrations',
  'Custom::VpcRestrictDefaultSG',
]);

/** What has its lines on the bill. */
const withLine = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::UserPool',
  'AWS::Glue::Job',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::Secret',
]);

/** The template holds what nobody has priced, so that no total would be true. */
export class UnpricedResourceError extends Error {
  override readonly name = 'UnpricedResourceError';
}

/** @throws UnpricedResourceError that names every kind of resource that has no price yet */
export function refuseUnpriced(types: readonly string[]): void {
  const unknown = [...new Set(types)].filter((type) => !withoutLine.has(type) && !withLine.has(type)).sort();
  if (unknown.length > 0) {
    throw new UnpricedResourceError(
      `the template holds ${unknown.join(', ')}, which has no price: add it to cost/priced-resources.ts`,
    );
  }
}
