import { Link } from 'wouter';
import { AmountCells, FigureHeadings } from '../../amounts/figure-cells.tsx';
import { Amount, Count } from '../../amounts/figures.tsx';
import type { BranchPage, RunDetail } from '../../api/client.ts';
import { DataRegion } from '../../layout/data-region.tsx';
import { QueryState } from '../../layout/query-state.tsx';
import { Fact, Facts } from '../fact.tsx';
import styles from './figures.module.css';
import { useFiguresOf } from './use-figures-of.ts';

/** The headline of the figures, and the first branches. */
export function BranchesOfRun({ run }: { run: RunDetail }) {
  const query = useFiguresOf(run);
  return (
    <>
      <QueryState query={query} what="figures" />
      {query.data && <Headline page={query.data} />}
    </>
  );
}

function Headline({ page: { summary, items } }: { page: BranchPage }) {
  if (!summary) return null;
  return (
    <>
      <Facts>
        <Fact name="Total amount">
          <strong>
            <Amount value={summary.sum} currency={summary.currency} />
          </strong>
        </Fact>
        <Fact name="Rows counted">
          <Count value={summary.rowsCounted} />
        </Fact>
        {summary.rowsCorrected > 0 && (
          <Fact name="Rows corrected">
            <Count value={summary.rowsCorrected} />
          </Fact>
        )}
        <Fact name="Branches">
          <Count value={summary.branches} />
        </Fact>
      </Facts>
      {items.length > 0 && (
        <DataRegion label="The first branches of this run" className={styles['region']}>
          <table>
            <thead>
              <tr>
                <th scope="col">Branch</th>
                <FigureHeadings names={['Count', 'Minimum', 'Average', 'Maximum', 'Total']} />
              </tr>
            </thead>
            <tbody>
              {items.map((branch) => (
                <tr key={branch.branchCode}>
                  <th scope="row">
                    <Link href={`/branches/${encodeURIComponent(branch.branchCode)}`}>{branch.branchCode}</Link>
                  </th>
                  <td data-figures>
                    <Count value={branch.count} />
                  </td>
                  <AmountCells amounts={[branch.min, branch.average, branch.max, branch.sum]} />
                </tr>
              ))}
            </tbody>
          </table>
        </DataRegion>
      )}
    </>
  );
}
