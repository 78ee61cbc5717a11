import type { ReactNode } from 'react';
import { Amount, Count } from '../amounts/figures.tsx';
import type { RunDetail } from '../api/client.ts';
import { Bytes } from '../layout/bytes.tsx';
import { CopyText } from '../layout/copy-text.tsx';
import { Moment, Unknown } from '../layout/moment.tsx';
import { Cost, dollarsPerMillionRows } from '../runs/cost.tsx';
import { Took, Waited } from '../runs/run-times.tsx';
import { Fact, Facts } from './fact.tsx';
import { Section } from './section.tsx';

/** What the run is, what it took, what it cost, and with which code it was done. */
export function RunFacts({ run }: { run: RunDetail }) {
  return (
    <Section title="Facts">
      <Facts>
        <Fact name="Run">
          <CopyText text={run.runId} what="run id" />
        </Fact>
        {run.requestId !== null && (
          <Fact name="Request">
            <CopyText text={run.requestId} what="request id" />
          </Fact>
        )}
        <Fact name="Job type">{run.jobType}</Fact>
        <Fact name="Attempts">
          {run.attempts} of {run.attemptsAllowed} allowed
        </Fact>
        <Fact name="Recorded">
          <Moment at={run.createdAt} />
        </Fact>
        <Fact name="First attempt began">
          <Moment at={run.startedAt} />
        </Fact>
        <Fact name="Ended">
          <Moment at={run.endedAt} />
        </Fact>
        <Fact name="Waited">
          <Waited run={run} />
        </Fact>
        <Fact name="Took">
          <Took run={run} />
        </Fact>
        <Fact name="Cost of the file">
          {known(run.costUsd, (cost) => (
            <Cost dollars={cost} />
          ))}
        </Fact>
        <Fact name="Cost of a million rows">
          {known(costOfMillionRows(run), (cost) => (
            <Cost dollars={cost} />
          ))}
        </Fact>
        <Fact name="DPU-seconds">
          {known(run.dpuSeconds, (seconds) => (
            <Amount value={seconds} />
          ))}
        </Fact>
        <Fact name="Memory at its peak">
          {known(run.peakMemoryBytes, (bytes) => (
            <Bytes count={bytes} />
          ))}
        </Fact>
        <Fact name="Read, uncompressed">
          {known(run.bytesRead, (bytes) => (
            <Bytes count={bytes} />
          ))}
        </Fact>
        <Fact name="Rows of the result">
          {known(run.groups, (groups) => (
            <Count value={groups} />
          ))}
        </Fact>
        <Fact name="Declaration version">{known(run.declarationVersion, (version) => version)}</Fact>
        <Fact name="Code version">
          {known(run.codeVersion, (version) => (
            <CopyText text={version} what="code version" />
          ))}
        </Fact>
        <Fact name="Spark version">{known(run.sparkVersion, (version) => version)}</Fact>
        <Fact name="Worker">
          {known(run.glueRunId, (worker) => (
            <CopyText text={worker} what="worker’s job run" />
          ))}
        </Fact>
        <Fact name="Log">
          <Log run={run} />
        </Fact>
      </Facts>
    </Section>
  );
}

function known<T>(value: T | null, show: (value: T) => ReactNode): ReactNode {
  return value === null ? <Unknown /> : show(value);
}

/** A link where a browser can show the log, otherwise the place to look. */
function Log({ run: { logUrl, logLocation } }: { run: Pick<RunDetail, 'logUrl' | 'logLocation'> }) {
  if (logLocation === null) return <Unknown what="no worker has told where it is" />;
  return logUrl === null ? (
    <CopyText text={logLocation} what="place of the log" />
  ) : (
    <a href={logUrl} target="_blank" rel="noreferrer">
      {logLocation} (opens the AWS console)
    </a>
  );
}

const costOfMillionRows = ({ costUsd, rowsRead }: RunDetail): string | null =>
  costUsd === null || rowsRead === null ? null : dollarsPerMillionRows(costUsd, rowsRead);
