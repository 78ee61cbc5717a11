import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  type aws_kms as kms,
  aws_sns as sns,
  type aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { METRIC_NAMESPACE, METRICS } from '../../lambdas/core/telemetry/telemetry.ts';
import type { StageSettings } from '../stages/settings.ts';
import { responseRetention } from './response-queue.ts';

export interface AlarmsProps {
  readonly settings: NonNullable<StageSettings['alarms']>;
  /** Encrypts what the topic holds. CloudWatch cannot use SNS's own key, so without one of ours there is none. */
  readonly key?: kms.IKey | undefined;
  readonly ingestQueue: sqs.Queue;
  readonly requestQueue: sqs.Queue;
  readonly responseQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** Tells people when files stop moving. */
export class Alarms extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { settings, key, ...queues }: AlarmsProps) {
    super(scope, id);
    const { ingestQueue, requestQueue, responseQueue, deadLetterQueue } = queues;
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: 'Countinghouse alarms',
      enforceSSL: true,
      ...(key !== undefined && { masterKey: key }),
    });
    if (settings.mail !== null) {
      this.topic.addSubscription(new subscriptions.EmailSubscription(settings.mail));
    }
    this.#alarm('DeadLetters', {
      alarmDescription:
        'Messages could not be handled and wait in the dead-letter queue, each with its reason. ' +
        'Look at the reasons by: npm run redrive -- --stage <stage> --list; mend the cause, then bring them back without --list.',
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'max',
      }),
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.#alarm('IngestIsLate', {
      alarmDescription:
        `A landed file has waited for more than ${settings.oldestMessageSeconds} s to be recorded. ` +
        'Look at the errors and throttles of the intake function, and whether the database answers.',
      metric: ingestQueue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: settings.oldestMessageSeconds,
      evaluationPeriods: 3,
    });
    this.#alarm('RequestsAreLate', {
      alarmDescription:
        `A request has waited for more than ${settings.oldestMessageSeconds} s to be taken. ` +
        'Look at the errors and throttles of the intake function, and whether the database answers.',
      metric: requestQueue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'max' }),
      threshold: settings.oldestMessageSeconds,
      evaluationPeriods: 3,
    });
    this.#alarm('RepliesFail', {
      alarmDescription:
        'Replies cannot be made, or cannot be sent to the response queue; they are tried again for a week. Read the log of ' +
        'the settle function: the queue may be gone, or its policy may refuse the function.',
      metric: new cloudwatch.Metric({
        namespace: METRIC_NAMESPACE,
        metricName: METRICS.replyFailures,
        dimensionsMap: { service: 'settle' },
        // The pause between two tries grows to a quarter of an hour.
        period: Duration.minutes(30),
        statistic: 'sum',
      }),
      // One failure is made good by the next try.
      threshold: 2,
      evaluationPeriods: 1,
    });
    this.#alarm('RepliesAreNotRead', {
      alarmDescription:
        `A reply has lain in the response queue for half of the ${responseRetention.toDays()} days that SQS keeps it. ` +
        'Look at the program that should read it; a reply that is lost by then is sent again when its request is.',
      metric: responseQueue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: 'max' }),
      threshold: responseRetention.toSeconds() / 2,
      evaluationPeriods: 1,
    });
  }

  #alarm(id: string, props: Omit<cloudwatch.AlarmProps, 'comparisonOperator' | 'treatMissingData'>): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      ...props,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // SQS stops reporting on a queue that has been idle for hours.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const notify = new actions.SnsAction(this.topic);
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
  }
}
