import type { ReactNode } from 'react';
import { formatCount } from '../amounts/amount.ts';
import type { RunDetail } from '../api/client.ts';
import { formatDuration } from '../layout/duration.ts';
import { Moment } from '../layout/moment.tsx';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const unknown = <span className="faint">not known</span>;

/** Where the figures come from: file, version, checksum, rows, run and code. */
export function Receipt({ run }: { run: RunDetail }) {
  return (
    <section aria-labelledby="receipt">
      <h2 id="receipt">Receipt</h2>
      {run.rowsRead !== null && (
        <p className="conserved">
          {formatCount(run.rowsRead)} rows read = {formatCount(run.rowsCounted ?? 0)} counted +{' '}
          {formatCount(run.rowsQuarantined ?? 0)} quarantined
        </p>
      )}
      <dl className="facts">
        {run.sources.map((source) => (
          <Fact key={source.role} name={source.role}>
            <code>
              s3://{source.bucket}/{source.key}
            </code>
            <br />
            version <code>{source.versionId}</code>, {formatCount(source.size)} bytes
            <br />
            checksum {source.checksum ? <code>{source.checksum}</code> : unknown}
          </Fact>
        ))}
        <Fact name="Run">
          <code>{run.runId}</code>, {run.jobType}, attempt {run.attempts}
        </Fact>
        <Fact name="Figures">{run.counts ? 'in the totals' : 'not in the totals'}</Fact>
        <Fact name="Took">{run.durationMs === null ? unknown : formatDuration(run.durationMs)}</Fact>
        <Fact name="Landed">
          <Moment at={run.createdAt} />
        </Fact>
        <Fact name="Ended">
          <Moment at={run.endedAt} />
        </Fact>
        <Fact name="Code version">{run.codeVersion ? <code>{run.codeVersion}</code> : unknown}</Fact>
        <Fact name="Spark version">{run.sparkVersion ?? unknown}</Fact>
        <Fact name="Cost">{run.costUsd === null ? unknown : `USD ${run.costUsd}`}</Fact>
      </dl>
    </section>
  );
}
