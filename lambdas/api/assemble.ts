import { z } from 'zod';
import { DatabaseBalanceReports } from '../core/balances/balance-reports.ts';
import { StoredRejectedTransfers } from '../core/balances/rejected-transfers.ts';
import type { TransactionalDatabase } from '../core/database/index.ts';
import type { JobTypes } from '../core/job-types/index.ts';
import type { ObjectStore } from '../core/objects/object-store.ts';
import { DatabaseReceipts } from '../core/receipts/database-receipts.ts';
import { StoredBranchDownloads } from '../core/reports/branch-downloads.ts';
import { DatabaseBranchReports } from '../core/reports/branch-reports.ts';
import { cloudWatchLink } from '../core/reports/log-link.ts';
import { StoredRejectDownloads } from '../core/reports/reject-downloads.ts';
import { StoredRejectReports } from '../core/reports/reject-reports.ts';
import { StoredResultFiles } from '../core/reports/result-files.ts';
import type { DownloadStore, ResultsStore } from '../core/reports/results-store.ts';
import { DatabaseRunReports } from '../core/reports/run-reports.ts';
import { StatelessUploads, type UploadStore } from '../core/uploads/index.ts';
import { DatabaseRunActs, type Watchdog } from './acts/run-acts.ts';
import { DatabaseRunRequests } from './acts/run-requests.ts';
import type { Api } from './api.ts';
import { createApi } from './app.ts';
import type { AnsweredRequest } from './http/answered.ts';
import type { ClaimRules } from './sign-in/caller.ts';

export interface Parts {
  readonly database: TransactionalDatabase;
  readonly results: ResultsStore & DownloadStore;
  readonly watchdog: Watchdog;
  readonly landing: UploadStore;
  /** Where the versions that runs have read are looked for. */
  readonly landed: Pick<ObjectStore, 'describe' | 'listVersions'>;
  readonly landingBucket: string;
  /** How often an open run is looked at. */
  readonly watchdogDelaySeconds: number;
  readonly jobTypes: JobTypes;
  readonly codeVersion: string;
  readonly claimRules: ClaimRules;
  /** The AWS region in whose console the workers' logs are; undefined where they are in none. */
  readonly logsConsoleRegion?: string | undefined;
  readonly answerWithinMs: number;
  readonly reportUnexpected: (error: unknown, requestId: string) => void;
  readonly reportAnswered: (request: AnsweredRequest) => void;
}

/** Puts the API together on its outer parts. @throws Error when the job type behind the branches is not declared. */
export function assembleApi({ database, results, watchdog, landing, landed, ...others }: Parts): Api {
  const { logsConsoleRegion: region, landingBucket, watchdogDelaySeconds, ...parts } = others;
  const currency = parts.jobTypes.get('branch-stats')?.currency;
  if (currency === undefined) {
    throw new Error('The job type branch-stats must be declared, with its currency.');
  }
  const runs = new DatabaseRunReports(database, region === undefined ? undefined : (at) => cloudWatchLink(region, at));
  const branches = new DatabaseBranchReports(database, currency);
  return createApi({
    ...parts,
    runs,
    branches,
    receipts: new DatabaseReceipts({
      database,
      landed,
      reportUnknown: (error) => parts.reportUnexpected(error, 'looking for the source of a receipt'),
    }),
    // The rest of the time is for storing what has been read.
    downloads: new StoredBranchDownloads(branches, results, parts.answerWithinMs * 0.75),
    balances: new DatabaseBalanceReports(database),
    rejectedTransfers: new StoredRejectedTransfers(database, results),
    resultFiles: new StoredResultFiles(database, results),
    rejects: new StoredRejectReports(runs, results),
    rejectDownloads: new StoredRejectDownloads({
      ...{ runs, database, store: results, jobTypes: parts.jobTypes, readyWithinMs: parts.answerWithinMs * 0.75 },
    }),
    acts: new DatabaseRunActs(database, runs, watchdog),
    requests: new DatabaseRunRequests({
      ...{ database, landed, landingBucket, runs, watchdog, watchdogDelaySeconds, jobTypes: parts.jobTypes },
    }),
    uploads: new StatelessUploads({ store: landing, jobTypes: parts.jobTypes }),
    pingDatabase: async () => {
      // Not as a reading, which could be kept: only the database can answer it.
      await database.query('select 1 as one', {}, z.unknown(), 'settled');
    },
  });
}
