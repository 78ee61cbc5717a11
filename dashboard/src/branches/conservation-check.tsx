import { Fragment } from 'react';
import { formatCount } from '../amounts/amount.ts';
import { Count } from '../amounts/figures.tsx';
import { Notice } from '../layout/notice.tsx';
import { Holds } from '../lists/holds.tsx';
import { type Conservation, conservationOf, type RowCounts } from './conservation.ts';

/** "100 rows read = 98 counted + 2 quarantined", worked out here and not taken on trust; an alarm when it is not so. */
export function ConservationCheck({ rows }: { rows: RowCounts }) {
  const conservation = conservationOf(rows);
  const { missing } = conservation;
  const equation = <Equation of={conservation} read="rows read" />;
  if (missing === 0n) {
    return (
      <Holds>
        {equation}. <strong>Every row is accounted for.</strong>
      </Holds>
    );
  }
  return (
    <Notice tone="bad" role="alert" title={`The rows do not add up: ${equationGap(missing)}.`}>
      <p>{equation}</p>
      <p>
        Do not use these figures. Tell whoever runs Countinghouse; the runs and their receipts show which file it is.
      </p>
    </Notice>
  );
}

/** What was read, and what became of it. @param read the words behind the number of rows that were read */
export function Equation({ of: { read, parts, missing }, read: words }: { of: Conservation; read: string }) {
  return (
    <>
      <Count value={read} /> {words} {missing === 0n ? '=' : '≠'}{' '}
      {parts.map(({ name, rows }, index) => (
        <Fragment key={name}>
          {index > 0 && ' + '}
          <Count value={rows} /> {name}
        </Fragment>
      ))}
    </>
  );
}

function equationGap(missing: bigint): string {
  return missing > 0n
    ? `${formatCount(missing)} of those that were read are missing`
    : `${formatCount(-missing)} more than were read`;
}
