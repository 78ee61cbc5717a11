import { UnstyledButton } from '@mantine/core';
import { Fragment, useState } from 'react';
import { formatCount } from '../amounts/amount.ts';
import type { Reject } from '../api/client.ts';
import { beginningOf, rawPieces } from './raw-pieces.ts';
import styles from './raw-text.module.css';

const shownAtFirst = 300;

interface Props {
  row: Pick<Reject, 'raw' | 'rawTruncated' | 'length' | 'line'>;
  /** Where to find the rest of a row of which only the beginning is here. */
  rest?: string;
}

/** A row as it came, with a mark for each character that one cannot see; a long one unfolds. */
export function RawText({ row, rest = 'The download has more of it.' }: Props) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? row.raw : beginningOf(row.raw, shownAtFirst);
  const isCut = shown.length < row.raw.length;
  return (
    <>
      <code className={styles['raw']}>
        {rawPieces(shown).map(({ text, stands }, place) => {
          const key = `${place}`;
          if (stands === undefined) return <Fragment key={key}>{text}</Fragment>;
          return (
            <Fragment key={key}>
              <span className={styles['mark']} title={stands} role="img" aria-label={stands}>
                {text}
              </span>
              {stands.startsWith('line feed') && '\n'}
            </Fragment>
          );
        })}
        {isCut && '…'}
      </code>
      {row.raw.length > shownAtFirst && (
        <UnstyledButton className={styles['more']} aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${formatCount(row.raw.length)} characters`}
          <span className="visually-hidden"> of line {row.line}</span>
        </UnstyledButton>
      )}
      {row.rawTruncated && (!isCut || isWhole) && (
        <span className={styles['note']}>
          Cut here: the row has {formatCount(row.length)} bytes. {rest}
        </span>
      )}
    </>
  );
}
