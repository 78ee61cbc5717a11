import { Fragment } from 'react';
import styles from './raw-text.module.css';
import { visiblePieces } from './visible-text.ts';

/** A row as it came: line feeds break the line, and every character that would not be seen has a sign. */
export function RawText({ text }: { text: string }) {
  return (
    <code className={styles['raw']}>
      {visiblePieces(text).map((piece, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have nothing else to be told by
        <Fragment key={place}>
          {'plain' in piece ? (
            piece.plain
          ) : (
            <>
              <span className={styles['unseen']} title={piece.name}>
                {piece.sign}
              </span>
              {piece.breaksLine && '\n'}
            </>
          )}
        </Fragment>
      ))}
    </code>
  );
}
