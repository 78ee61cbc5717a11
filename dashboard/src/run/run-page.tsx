import { Link } from 'wouter';
import { Icon } from '../layout/icon.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { QueryState } from '../layout/query-state.tsx';
import { runName } from '../runs/run-names.ts';
import { Actions } from './actions.tsx';
import { Corrections } from './corrections/corrections.tsx';
import { RunFacts } from './facts.tsx';
import { Figures } from './figures/figures.tsx';
import { RunReceipt } from './receipt/run-receipt.tsx';
import { Rejects } from './rejects.tsx';
import { Relations } from './relations.tsx';
import { Requests } from './requests.tsx';
import { ResultFiles } from './results/result-files.tsx';
import styles from './run-page.module.css';
import { Sources } from './sources.tsx';
import { Standing } from './standing.tsx';
import { Timeline } from './timeline.tsx';
import { useRun } from './use-run.ts';

/** All that is known of one run, and what a person may do to it. */
export function RunPage({ runId }: { runId: string }) {
  const query = useRun(runId);
  const run = query.data;
  return (
    <>
      <p className={styles['back']}>
        <Icon glyph="back" />
        <Link href="/runs">All runs</Link>
      </p>
      <PageTitle title={run ? runName(run) : 'Run'}>{run && <Actions run={run} />}</PageTitle>
      <QueryState query={query} what="run" />
      {run && (
        <>
          <Standing run={run} />
          <Relations run={run} />
          <Figures run={run} />
          <ResultFiles run={run} />
          <Rejects run={run} />
          <Corrections run={run} />
          <RunReceipt run={run} />
          <Sources run={run} />
          <Requests run={run} />
          <Timeline run={run} />
          <RunFacts run={run} />
        </>
      )}
    </>
  );
}
