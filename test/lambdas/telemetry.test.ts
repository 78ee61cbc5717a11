import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { PowertoolsTelemetry } from '../../lambdas/core/telemetry/powertools-telemetry.ts';
import { METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import { type Told, toldDuring } from './told.ts';

const context: Context = {
  awsRequestId: 'invocation-1',
  functionName: 'settle',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111111111111:function:settle',
  memoryLimitInMB: '512',
  logGroupName: '/settle',
  logStreamName: 'one',
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => 1_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

const tellBy = (work: (telemetry: PowertoolsTelemetry) => Promise<unknown>): Promise<Told> =>
  toldDuring(() => {
    const telemetry = new PowertoolsTelemetry({ STAGE: 'prod', CODE_VERSION: '1.2.3' });
    return telemetry.during(context, () => work(telemetry));
  });

describe('what a function tells', () => {
  it('carries the ids of the work that it belongs to, and of no other', async () => {
    const { lines } = await tellBy(async (telemetry) => {
      await telemetry.following({ messageId: 'm-1' }, async () => {
        telemetry.info('before');
        telemetry.follow({ runId: 'run-1' });
        telemetry.warn('after');
        await telemetry.following({ requestId: 'r-1' }, async () => telemetry.error('within', new Error('broken')));
      });
      await telemetry.following({ messageId: 'm-2' }, async () => telemetry.info('next'));
      telemetry.info('outside');
    });
    const ids = lines.map(({ message, messageId, runId, requestId }) => [message, messageId, runId, requestId]);
    expect(ids).toEqual([
      ['before', 'm-1', undefined, undefined],
      ['after', 'm-1', 'run-1', undefined],
      ['within', 'm-1', 'run-1', 'r-1'],
      ['next', 'm-2', undefined, undefined],
      ['outside', undefined, undefined, undefined],
    ]);
    expect(lines.every((line) => line['function_request_id'] === 'invocation-1' && line['stage'] === 'prod')).toBe(
      true,
    );
  });

  it('keeps the ids of works apart that go on side by side', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const { lines } = await tellBy((telemetry) =>
      Promise.all(
        names.map((name, place) =>
          telemetry.following({ runId: name }, async () => {
            await new Promise((resolve) => setTimeout(resolve, 10 - 3 * place));
            telemetry.follow({ requestId: `of ${name}` });
            await new Promise((resolve) => setTimeout(resolve, 2 * place));
            telemetry.info(name);
          }),
        ),
      ),
    );
    expect(lines).toHaveLength(names.length);
    for (const { message, runId, requestId } of lines) {
      expect([runId, requestId]).toEqual([message, `of ${message}`]);
    }
  });

  it('counts under one name and one dimension, so that a metric is paid once and an alarm finds it', async () => {
    const { metrics } = await tellBy(async (telemetry) => {
      telemetry.count(METRICS.runsFailed);
      telemetry.count(METRICS.runsFailed, 2);
    });
    expect(metrics).toEqual([expect.objectContaining({ stage: 'prod', RunsFailed: [1, 2] })]);
    expect(metrics[0]?.['_aws']).toMatchObject({
      CloudWatchMetrics: [
        { Namespace: 'Countinghouse', Dimensions: [['stage']], Metrics: [{ Name: 'RunsFailed', Unit: 'Count' }] },
      ],
    });
  });

  it('counts what was counted before it failed', async () => {
    let told: Told | undefined;
    const failing = (async () => {
      told = await toldDuring(async () => {
        const telemetry = new PowertoolsTelemetry({ STAGE: 'prod', CODE_VERSION: '1.2.3' });
        const work = telemetry.during(context, async () => {
          telemetry.count(METRICS.requests);
          throw new Error('broken');
        });
        await work.catch(() => undefined);
      });
    })();
    await failing;
    expect(told?.metrics).toEqual([expect.objectContaining({ Requests: 1 })]);
  });
});
