import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_sns as sns,
  type aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages/settings.ts';

export interface AlarmsProps {
  readonly settings: NonNullable<StageSettings['alarms']>;
  readonly ingestQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
}

/** Tells people when files stop moving. */
export class Alarms extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { settings, ingestQueue, deadLetterQueue }: AlarmsProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'Countinghouse alarms', enforceSSL: true });
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
