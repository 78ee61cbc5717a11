import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmsOf, operationsTemplate } from '../../fixtures/watched.ts';

const alarms = alarmsOf('prod');
const template = operationsTemplate('prod');
const named = (name: string) => {
  const alarm = alarms.get(name);
  if (alarm === undefined) {
    throw new Error(`There is no alarm ${name}.`);
  }
  return alarm;
};
const queueOf = (name: string): string => JSON.stringify(named(name).Dimensions);

describe('the alarms', () => {
  it('ring at the first dead letter', () => {
    const alarm = { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1, EvaluationPeriods: 1, Period: 60 };
    expect(named('DeadLetters')).toMatchObject(alarm);
    expect(queueOf('DeadLetters')).toContain('DeadLetters');
  });

  it.each([
    ['IngestIsLate', 'IngestQueue'],
    ['RequestsAreLate', 'RequestQueue'],
  ])('ring when the oldest message waits for too long: %s', (name, queue) => {
    const alarm = { MetricName: 'ApproximateAgeOfOldestMessage', Statistic: 'Maximum', Threshold: 900 };
    expect(named(name)).toMatchObject(alarm);
    expect(queueOf(name)).toContain(queue);
  });

  it('ring when a second try to send a reply has failed, or nobody reads them for a week', () => {
    expect(named('RepliesFail')).toMatchObject({ MetricName: 'ReplyFailures', Period: 1_800, Threshold: 2 });
    expect(named('RepliesAreNotRead')).toMatchObject({ Threshold: 604_800 });
    expect(queueOf('RepliesAreNotRead')).toContain('ResponseQueue');
  });

  it.each([
    ['RunsFailed', 'RunsFailed'],
    ['RunsRejected', 'RunsRejected'],
    ['RunsAreLate', 'RunsLate'],
    ['FilesWereForgotten', 'ForgottenFiles'],
  ])('ring at the first that is counted: %s', (name, MetricName) => {
    const alarm = { Namespace: 'Countinghouse', MetricName, Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 };
    expect(named(name)).toMatchObject(alarm);
  });

  it('ring when the sweep does not end, and when it is not even begun', () => {
    // The stage sweeps every 15 minutes; what was fine tells of no error, and what was not begun of nothing.
    const alarm = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 900, Threshold: 1 };
    expect(named('SweepIsOut')).toMatchObject({ ...alarm, EvaluationPeriods: 3, TreatMissingData: 'breaching' });
    expect(queueOf('SweepIsOut')).toContain('SweepHandler');
  });

  it('ring when the database nears its limit', () => {
    const alarm = { Namespace: 'AWS/RDS', MetricName: 'ACUUtilization', Threshold: 90, EvaluationPeriods: 3 };
    expect(named('DatabaseNearLimit')).toMatchObject(alarm);
  });

  it('ring when the API fails a share of its requests, but not for one of few', () => {
    const { Metrics, ...alarm } = named('ApiErrors');
    expect(alarm).toMatchObject({ Threshold: 5, EvaluationPeriods: 3 });
    expect(Metrics?.[0]?.Expression).toBe('IF(requests >= 20, 100 * errors / requests, 0)');
  });

  it('ring when the slowest of a hundred requests is slow for a quarter of an hour', () => {
    const alarm = { MetricName: 'Latency', ExtendedStatistic: 'p99', Threshold: 5_000, EvaluationPeriods: 3 };
    expect(named('ApiIsSlow')).toMatchObject(alarm);
  });

  it('tell the same people when it is over, and take silence for trouble only where silence is', () => {
    for (const [name, alarm] of alarms) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
      expect(alarm.TreatMissingData).toBe(name === 'SweepIsOut' ? 'breaching' : 'notBreaching');
    }
  });

  it('look back over no more than the day that CloudWatch allows, however seldom a stage sweeps', () => {
    for (const stage of ['dev', 'staging', 'prod'] as const) {
      for (const { Period, Metrics, EvaluationPeriods } of alarmsOf(stage).values()) {
        const periods = [Period ?? 0, ...(Metrics ?? []).map(({ MetricStat }) => MetricStat?.Period ?? 0)];
        expect(Math.max(...periods) * EvaluationPeriods).toBeLessThanOrEqual(86_400);
      }
    }
  });

  it('reach the duty mailbox by a topic that takes TLS only', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'countinghouse-alarms@example.com',
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Action: 'sns:Publish' })]) },
    });
  });

  it('have no subscriber where the stage names none', () => {
    operationsTemplate('dev').resourceCountIs('AWS::SNS::Subscription', 0);
  });
});
