import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  aws_iam as iam,
  type aws_kms as kms,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StageSettings } from '../../stages/settings.ts';
import { type AlarmDeclaration, alarmList } from './alarm-list.ts';
import type { WatchedMetrics } from './metrics.ts';

export interface AlarmsProps {
  readonly settings: StageSettings;
  readonly alarms: NonNullable<StageSettings['alarms']>;
  readonly metrics: WatchedMetrics;
  /** Encrypts what the topic holds. CloudWatch cannot use SNS's own key, so without one of ours there is none. */
  readonly key?: kms.IKey | undefined;
}

/** Tells people by mail what needs one of them, each with the place in the runbook that says what to do. */
export class Alarms extends Construct {
  readonly topic: sns.Topic;
  readonly all: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { settings, alarms, metrics, key }: AlarmsProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: 'Countinghouse alarms',
      enforceSSL: true,
      ...(key !== undefined && { masterKey: key }),
    });
    // A topic whose policy says anything has nothing of the usual one, by which its account's alarms may be told there.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'LetAlarmsNotify',
        principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': settings.account } },
      }),
    );
    if (alarms.mail !== null) {
      this.topic.addSubscription(new subscriptions.EmailSubscription(alarms.mail));
    }
    const declared = Object.entries(alarmList(metrics, { ...settings, alarms }));
    this.all = declared.map(([name, declaration]) => this.#alarm(name, declaration, { ...settings, alarms }));
  }

  #alarm(name: string, declaration: AlarmDeclaration, settings: StageSettings): cloudwatch.Alarm {
    const { says, metric, threshold, periods, missing } = declaration;
    const alarm = new cloudwatch.Alarm(this, name, {
      // The subject of the mail.
      alarmName: `Countinghouse-${settings.stage}-${name}`,
      alarmDescription: `${says} What to do: ${runbookEntry(name, settings.alarms?.runbook ?? null)}`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const notify = new actions.SnsAction(this.topic);
    alarm.addAlarmAction(notify);
    alarm.addOkAction(notify);
    return alarm;
  }
}

/** Where an alarm's entry is: an address where the stage names one, else the file in the repository. */
const runbookEntry = (name: string, runbook: string | null): string =>
  `${runbook ?? 'docs/runbook.md'}#${name.toLowerCase()}`;
