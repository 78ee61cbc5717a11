import type { BalanceReports } from '../core/balances/balance-reports.ts';
import type { RejectedTransfers } from '../core/balances/rejected-transfers.ts';
import type { JobTypes } from '../core/job-types/index.ts';
import type { Receipts } from '../core/receipts/database-receipts.ts';
import type { BranchDownloads } from '../core/reports/branch-downloads.ts';
import type { BranchReports } from '../core/reports/branch-reports.ts';
import type { RejectDownloads } from '../core/reports/reject-downloads.ts';
import type { RejectReports } from '../core/reports/reject-reports.ts';
import type { ResultFiles } from '../core/reports/result-files.ts';
import type { RunReports } from '../core/reports/run-reports.ts';
import type { Uploads } from '../core/uploads/index.ts';
import type { RunActs } from './acts/run-acts.ts';
import type { RunRequests } from './acts/run-requests.ts';
import type { AnsweredRequest } from './http/answered.ts';
import type { ClaimRules } from './sign-in/caller.ts';

/** All that the routes need; the handler makes it of AWS parts, a test of whatever it likes. */
export interface Dependencies {
  readonly runs: RunReports;
  readonly receipts: Receipts;
  readonly branches: BranchReports;
  readonly downloads: BranchDownloads;
  readonly balances: BalanceReports;
  readonly rejectedTransfers: RejectedTransfers;
  readonly rejects: RejectReports;
  readonly rejectDownloads: RejectDownloads;
  readonly resultFiles: ResultFiles;
  readonly acts: RunActs;
  readonly requests: RunRequests;
  readonly uploads: Uploads;
  /** The declarations, which are given out as they are. */
  readonly jobTypes: JobTypes;
  /** Asks the database for nothing, to learn whether it answers. */
  readonly pingDatabase: () => Promise<void>;
  readonly codeVersion: string;
  /** How tokens tell who somebody is and may do. */
  readonly claimRules: ClaimRules;
  /** Milliseconds after which a request is given up: below the 30 s at which API Gateway does. */
  readonly answerWithinMs: number;
  readonly reportUnexpected: (error: unknown, requestId: string) => void;
  readonly reportAnswered: (request: AnsweredRequest) => void;
}
