import { Button } from '@mantine/core';
import { Count } from '../amounts/figures.tsx';
import { Loading } from '../layout/loading.tsx';
import styles from './more-rows.module.css';

interface Props {
  shown: number;
  count: number;
  hasMore: boolean;
  isFetching: boolean;
  /** What the rows are, as in "Loading the rows…" */
  what: string;
  onMore: () => void;
}

/** The way to the rows that are not shown yet; nothing when all are. */
export function MoreRows({ shown, count, hasMore, isFetching, what, onMore }: Props) {
  if (!hasMore) return null;
  if (shown === 0) return <Loading what={what} />;
  return (
    <p className={styles['more']}>
      <Button variant="default" size="xs" disabled={isFetching} onClick={onMore}>
        {isFetching ? 'Loading…' : 'Show more rows'}
      </Button>{' '}
      <span className={styles['words']}>
        <Count value={shown} /> of <Count value={count} /> shown
      </span>
    </p>
  );
}
