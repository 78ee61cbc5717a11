import { UnstyledButton } from '@mantine/core';
import { Amount, Count } from '../amounts/figures.tsx';
import type { BranchDetail, BranchSeries } from '../api/client.ts';
import { Icon } from '../layout/icon.tsx';
import { Unknown } from '../layout/moment.tsx';
import { Notice } from '../layout/notice.tsx';
import styles from './branch-figures.module.css';
import { FigureReceipt } from './figure-receipt.tsx';
import { checksOf, type FigureName, figureNames } from './receipt.ts';

export const figureLabels: Readonly<Record<FigureName, string>> = {
  count: 'Count',
  min: 'Minimum',
  average: 'Average',
  max: 'Maximum',
  sum: 'Total',
};

interface Props {
  branch: BranchDetail;
  series: BranchSeries | undefined;
  opened: FigureName | undefined;
  onOpen: (name: FigureName | undefined) => void;
}

/** The merged figures; each opens its receipt. */
export function BranchFigures({ branch, series, opened, onOpen }: Props) {
  const wrong = figureNames.filter((name) => checksOf(name, branch, series).some(({ agrees }) => !agrees));
  return (
    <section aria-label="Figures of all files that count">
      <ul className={styles['figures']}>
        {figureNames.map((name) => (
          <li key={name}>
            <UnstyledButton
              className={styles['figure']}
              aria-expanded={opened === name}
              aria-controls={opened === name ? 'receipt' : undefined}
              onClick={() => onOpen(opened === name ? undefined : name)}
            >
              <span className={styles['name']}>
                {figureLabels[name]}
                {name !== 'count' && `, ${branch.currency}`}
              </span>
              <span className={styles['value']}>
                <FigureValue name={name} branch={branch} />
              </span>
              <span className={styles['open']}>
                <Icon glyph={wrong.includes(name) ? 'bad' : 'good'} size={14} /> Receipt
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {wrong.length > 0 && (
        <Notice
          tone="bad"
          role="alert"
          title={`${wrong.map((name) => figureLabels[name]).join(', ')}: the kept figure is not that of the files.`}
        >
          <p>Do not use it. Open its receipt and tell whoever runs Countinghouse.</p>
        </Notice>
      )}
      {opened && <FigureReceipt name={opened} branch={branch} checks={checksOf(opened, branch, series)} />}
    </section>
  );
}

function FigureValue({ name, branch }: { name: FigureName; branch: BranchDetail }) {
  const value = branch[name];
  if (value === null) return <Unknown what="no file counts" />;
  if (typeof value === 'number') return <Count value={value} />;
  return <Amount value={value} />;
}
