import { aws_sqs as sqs } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stages/settings.ts';
import { acknowledgements, everyFinding, unacknowledged } from './fixtures/nag.ts';
import { addStacks } from './fixtures/synthesis.ts';

/** A stage whose data may go has functions that empty its buckets. */
const variants = [
  ...stageNames.map((stage) => ({ stage, context: {} })),
  { stage: 'dev' as const, context: { 'delete-data': 'dev' } },
];

describe.each(variants)('the rules of AwsSolutions in $stage $context', ({ stage, context }) => {
  const { app } = addStacks(stage, { context });
  const left = unacknowledged(app);
  const found = everyFinding(app);
  const stated = acknowledgements(app);

  it('find nothing that is not acknowledged', () => {
    expect(left).toEqual([]);
  });

  it('find something at every acknowledgement: none has outlived its finding', () => {
    const idle = stated.filter(
      ({ rule, path }) => !found.some((one) => one.rule === rule && `${one.path}/`.startsWith(`${path}/`)),
    );
    expect(idle).toEqual([]);
  });

  it('are acknowledged on single constructs, never for a stack', () => {
    expect(stated.length).toBeGreaterThan(10);
    expect(stated.filter(({ path }) => !path.includes('/'))).toEqual([]);
  });

  it('are acknowledged with a reason that says something', () => {
    expect(stated.filter(({ reason }) => reason.length < 40 || !/ .* .* /.test(reason))).toEqual([]);
  });
});

it('are broken by a queue that anybody may use without TLS', () => {
  const { app, landing } = addStacks('dev');
  new sqs.Queue(landing, 'Careless');
  const path = 'Countinghouse-dev-Landing/Careless/Resource';
  expect(unacknowledged(app)).toEqual([
    { rule: 'AwsSolutions-SQS3', path },
    { rule: 'AwsSolutions-SQS4', path },
  ]);
});

it('are broken by a bucket whose policy is taken away', () => {
  const { app, landing } = addStacks('dev');
  landing.bucket.node.tryRemoveChild('Policy');
  expect(unacknowledged(app)).toEqual([
    { rule: 'AwsSolutions-S10', path: 'Countinghouse-dev-Landing/Landing/Bucket/Resource' },
  ]);
});
