import { Link } from 'wouter';
import { formatAmount, formatCount } from '../amounts/amount.ts';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchDetail } from '../api/client.ts';
import { CopyText } from '../layout/copy-text.tsx';
import { Icon } from '../layout/icon.tsx';
import { Moment, Unknown } from '../layout/moment.tsx';
import styles from './branch-figures.module.css';
import { fileName } from './branch-history.tsx';
import { type Check, type FigureName, sourcesInWords } from './receipt.ts';

interface Props {
  name: FigureName;
  branch: BranchDetail;
  checks: readonly Check[];
}

/** Where a merged figure comes from, and what it was checked against. */
export function FigureReceipt({ name, branch, checks }: Props) {
  const { receipt } = branch;
  if (!receipt) return null;
  const titles = { count: 'count', min: 'minimum', average: 'average', max: 'maximum', sum: 'total' };
  return (
    <section className={styles['receipt']} id="receipt" aria-label={`Receipt of the ${titles[name]}`}>
      <h2 className={styles['title']}>Where the {titles[name]} comes from</h2>
      {receipt.runs === 0 ? (
        <p>No file with rows of this branch counts now. The files below say why.</p>
      ) : (
        <>
          <p className={styles['formula']}>
            <Formula name={name} branch={branch} sources={sourcesInWords(receipt)} />
          </p>
          <p>
            {sourcesInWords(receipt)} {receipt.runs === 1 ? 'counts' : 'count'}, landed{' '}
            <Moment at={receipt.firstLandedAt} />
            {receipt.runs > 1 && (
              <>
                {' '}
                to <Moment at={receipt.lastLandedAt} />
              </>
            )}
            . Each is listed below with its share, version and checksum, and links to its own receipt.
          </p>
          {(name === 'min' || name === 'max') && receipt[name] && (
            <Holder extreme={receipt[name]} which={titles[name]} />
          )}
          <Checks name={name} checks={checks} sources={sourcesInWords(receipt)} />
        </>
      )}
    </section>
  );
}

function Formula({ name, branch, sources }: { name: FigureName; branch: BranchDetail; sources: string }) {
  switch (name) {
    case 'count':
      return `The rows of this branch that passed every check, added up over ${sources}.`;
    case 'sum':
      return `The totals of ${sources}, added up exactly.`;
    case 'min':
      return `The least of the minima of ${sources}.`;
    case 'max':
      return `The greatest of the maxima of ${sources}.`;
    case 'average':
      return (
        <>
          total ÷ count = <Amount value={branch.sum} /> ÷ <Count value={branch.count} /> ={' '}
          <Amount value={branch.average ?? '0'} />, rounded half-even to four decimals.
        </>
      );
  }
}

type Extreme = NonNullable<NonNullable<BranchDetail['receipt']>['min']>;

function Holder({ extreme: { first, runs }, which }: { extreme: Extreme; which: string }) {
  return (
    <dl className={styles['facts']}>
      <dt>File</dt>
      <dd>
        <Link href={`/runs/${first.runId}`}>{fileName(first.source.key)}</Link>
        {runs > 1 && (
          <>
            , and <Count value={runs - 1} />{' '}
            {runs === 2 ? 'file that landed later has' : 'files that landed later have'} the same {which}
          </>
        )}
      </dd>
      <dt>Landed</dt>
      <dd>
        <Moment at={first.landedAt} />
      </dd>
      <dt>Rows of this branch in it</dt>
      <dd>
        <Count value={first.count} />
      </dd>
      <dt>Object</dt>
      <dd>
        <code>{first.source.key}</code>
      </dd>
      <dt>Version</dt>
      <dd>
        <CopyText text={first.source.versionId} what="version" />
      </dd>
      <dt>Checksum</dt>
      <dd>{first.source.checksum ? <CopyText text={first.source.checksum} what="checksum" /> : <Unknown />}</dd>
      <dt>Run</dt>
      <dd>
        <CopyText text={first.runId} what="run id" />
      </dd>
      <dt>Code version</dt>
      <dd>{first.codeVersion ? <code>{first.codeVersion}</code> : <Unknown />}</dd>
    </dl>
  );
}

function Checks({ name, checks, sources }: { name: FigureName; checks: readonly Check[]; sources: string }) {
  return (
    <ul className={styles['checks']} aria-label="Checks">
      {checks.map(({ how, value, agrees }) => (
        <li key={how} data-wrong={agrees ? undefined : ''}>
          <Icon glyph={agrees ? 'good' : 'bad'} size={16} />
          <span>
            {wordsOf(how, sources)}: {name === 'count' ? formatCount(BigInt(value)) : formatAmount(value)},{' '}
            {agrees ? 'the same' : 'which is not the same'}
          </span>
        </li>
      ))}
    </ul>
  );
}

function wordsOf(how: Check['how'], sources: string): string {
  switch (how) {
    case 'kept':
      return `Merged anew in the database from ${sources} for this page`;
    case 'here':
      return `Worked out in this browser from ${sources}`;
    case 'quotient':
      return 'Divided in this browser';
  }
}
