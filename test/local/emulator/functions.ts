import { CreateFunctionCommand, type LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { zipOf } from './zip.ts';

/** Deploys a function whose only file is `index.mjs`, as ours are; answers its ARN. */
export async function deployFunction(
  lambda: LambdaClient,
  FunctionName: string,
  code: string,
  Variables: Record<string, string> = {},
): Promise<string> {
  const { FunctionArn } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs22.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/any',
      Code: { ZipFile: zipOf({ 'index.mjs': code }) },
      Environment: { Variables },
      Timeout: 10,
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 10, minDelay: 1 }, { FunctionName });
  return FunctionArn ?? '';
}

/** A handler's text that sends what it was called with to a queue, by SQS's own JSON protocol, and then runs `then`. */
export const reporting = (queueUrl: string, then = ''): string => `
export const handler = async (event, context) => {
  const environment = Object.fromEntries(
    ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_LAMBDA_FUNCTION_NAME', 'STAGE']
      .map((name) => [name, process.env[name]]),
  );
  await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x',
    },
    body: JSON.stringify({
      QueueUrl: ${JSON.stringify(queueUrl)},
      MessageBody: JSON.stringify({ event, environment, remaining: context.getRemainingTimeInMillis() }),
    }),
  });
  ${then}
};`;
