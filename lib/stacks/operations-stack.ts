import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/operations/alarms.ts';
import { WatchedMetrics } from '../constructs/operations/metrics.ts';
import { OperationsDashboard } from '../constructs/operations/operations-dashboard.ts';
import { SavedQueries } from '../constructs/operations/saved-queries.ts';
import type { Watched } from '../constructs/operations/watched.ts';
import type { Deployment } from '../deployment.ts';
import type { StageSettings } from '../stages/settings.ts';
import type { DataStack } from './data-stack.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { LandingStack } from './landing-stack.ts';
import type { ProcessingStack } from './processing-stack.ts';
import { stackName, stackProps } from './stack-name.ts';

export interface OperationsStackProps {
  readonly alarms: NonNullable<StageSettings['alarms']>;
  readonly deployment: Deployment;
  readonly data: DataStack;
  readonly landing: LandingStack;
  readonly processing: ProcessingStack;
  readonly edge: EdgeStack;
}

/** What tells people how the stage is: alarms, a dashboard in CloudWatch, and queries over the logs. Nothing needs it. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, { alarms, deployment, data, landing, processing, edge }: OperationsStackProps) {
    const { settings } = deployment;
    super(scope, stackName(settings, 'Operations'), stackProps(settings, 'Countinghouse: alarms, dashboard, queries'));
    const watched: Watched = {
      queues: {
        ingest: landing.ingestQueue,
        request: landing.requestQueue,
        response: landing.responseQueue,
        deadLetter: landing.deadLetterQueue,
        watchdog: processing.watchdogQueue,
      },
      functions: { ...processing.functions, api: edge.api },
      workerLogs: processing.workerLogs,
      cluster: data.database.cluster,
      apiId: edge.apiId,
    };
    const metrics = new WatchedMetrics(settings.stage, watched);
    const { all } = new Alarms(this, 'Alarms', { settings, alarms, metrics, key: deployment.key });
    if (alarms.screen) {
      new OperationsDashboard(this, 'Screen', { stage: settings.stage, watched, metrics, alarms: all });
    }
    new SavedQueries(this, 'Queries', settings.stage, watched);
  }
}
