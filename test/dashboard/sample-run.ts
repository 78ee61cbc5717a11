import type { Run, RunDetail } from '../../dashboard/src/api/client.ts';

export const runId = '0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01';

/** A run that waits, as the API gives it, with whatever a test needs otherwise. */
export function sampleRun(changes: Partial<Run> = {}): Run {
  return {
    runId,
    requestId: null,
    jobType: 'branch-stats',
    identity: 'i',
    lineage: 'l',
    lineageOrder: null,
    contentIdentity: null,
    sources: [
      {
        role: 'transactions',
        bucket: 'landing',
        key: 'landing/branch-stats/may 2026/may.csv',
        versionId: 'v1',
        size: 1000,
        checksum: null,
        landedAt: '2026-05-01T10:00:00.000Z',
        goneAt: null,
      },
    ],
    state: 'PENDING',
    waitingFor: null,
    missingRoles: [],
    counts: false,
    countDuplicate: false,
    attempts: 0,
    attemptsAllowed: 3,
    publishedAttempt: null,
    notBefore: '2026-05-01T10:00:00.000Z',
    workerId: null,
    glueRunId: null,
    progress: null,
    rowsRead: null,
    rowsCounted: null,
    rowsQuarantined: null,
    rowsCorrected: 0,
    rowsStillQuarantined: null,
    corrects: null,
    bytesRead: null,
    groups: null,
    peakMemoryBytes: null,
    dpuSeconds: null,
    costUsd: null,
    declarationVersion: null,
    codeVersion: null,
    sparkVersion: null,
    logLocation: null,
    quarantinePrefix: null,
    error: null,
    duplicateOf: null,
    supersededBy: null,
    withdrawnAt: null,
    withdrawnReason: null,
    createdAt: '2026-05-01T10:00:00.000Z',
    startedAt: null,
    endedAt: null,
    durationMs: null,
    ...changes,
  };
}

export function sampleDetail(changes: Partial<RunDetail> = {}): RunDetail {
  return {
    ...sampleRun(),
    corrections: [],
    supersedes: [],
    duplicates: [],
    logUrl: null,
    requests: [],
    events: [],
    rejectCounts: [],
    ...changes,
  };
}

export const succeeded: Partial<Run> = {
  state: 'SUCCEEDED',
  counts: true,
  attempts: 1,
  publishedAttempt: 1,
  rowsRead: 100,
  rowsCounted: 98,
  rowsQuarantined: 2,
  rowsStillQuarantined: 2,
  costUsd: '0.00012300',
  startedAt: '2026-05-01T10:00:02.000Z',
  endedAt: '2026-05-01T10:00:06.250Z',
  durationMs: 4250,
};
