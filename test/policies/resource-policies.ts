import { z } from 'zod';
import type { Resource } from '../../cost/synthesize.ts';
import { applies, type Call, type Statement } from './evaluate.ts';

/** A statement of a policy that belongs to a bucket, a queue, a topic or a key, and whom it is about. */
export interface ResourceStatement extends Statement {
  /** What the policy belongs to, as its type is written; `*` in its resources is that alone. */
  readonly of: string;
  /** Services of AWS, accounts, or `*`. */
  readonly principals: readonly string[];
}

/** What CloudFormation would fill in, as text: the logical id in place of an ARN or a name. */
function textOf(value: unknown): string {
  const read = z
    .union([
      z.object({ Ref: z.string() }).transform(({ Ref }) => Ref),
      z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }).transform((got) => got['Fn::GetAtt'][0]),
      z
        .object({ 'Fn::Join': z.tuple([z.literal(''), z.array(z.unknown())]) })
        .transform((joined) => joined['Fn::Join'][1].map(textOf).join('')),
    ])
    .safeParse(value);
  return read.success ? read.data : String(value);
}

const texts = z
  .union([z.array(z.unknown()), z.unknown().transform((one) => [one])])
  .transform((all) => all.map(textOf));
const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts,
  Principal: z.union([
    z.string().transform((all) => [all]),
    z.record(z.string(), texts).transform((by) => Object.values(by).flat()),
  ]),
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
});
const policySchema = z.object({ Statement: z.array(statementSchema) });

/** By the type of what carries it: the property that holds the policy. */
const holders: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
};

/** All statements of resource and key policies of a stage. */
export const resourceStatements = (resources: readonly Resource[]): readonly ResourceStatement[] =>
  resources.flatMap(({ Type, Properties }) => {
    const holder = holders[Type];
    if (holder === undefined) return [];
    return policySchema
      .parse(Properties[holder])
      .Statement.map(({ Effect, Action, Resource, Principal, Condition }) => ({
        ...{ of: Type, effect: Effect, actions: Action, resources: Resource, principals: Principal },
        conditions: Condition,
      }));
  });

/** Whether the policies admit a service of AWS, which has no role of ours: allowed by one of them and denied by none. */
export function admits(statements: readonly ResourceStatement[], service: string, call: Call): boolean {
  const about = statements.filter(
    (statement) =>
      (statement.principals.includes('*') || statement.principals.includes(service)) && applies(statement, call),
  );
  return about.some(({ effect }) => effect === 'Allow') && about.every(({ effect }) => effect === 'Allow');
}
