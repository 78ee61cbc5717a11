import { Button } from '@mantine/core';
import { useRef } from 'react';
import { formatBytes } from '../layout/bytes.tsx';
import { UploadCard } from './card/upload-card.tsx';
import { uploads } from './list/the-uploads.ts';
import { canStart, isUnderWay, refusalOf, sharingName, type UploadItem } from './list/upload-item.ts';
import styles from './upload-list.module.css';

interface Props {
  items: readonly UploadItem[];
  announce: (text: string) => void;
}

/** The files, newest last, with what can be done to all of them. */
export function UploadList({ items, announce }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const sharing = sharingName(items);
  const remove = (id: string) => {
    void uploads.remove(id);
    // What had the focus is gone.
    heading.current?.focus();
  };
  return (
    <section aria-labelledby="uploads-heading">
      <div className={styles['head']}>
        <h2 id="uploads-heading" ref={heading} tabIndex={-1}>
          {items.length === 1 ? '1 file' : `${items.length} files`},{' '}
          {formatBytes(items.reduce((sum, { size }) => sum + size, 0))}
        </h2>
        <ActsOnAll items={items} />
      </div>
      <ul className={styles['list']}>
        {items.map((item) => (
          <li key={item.id}>
            <UploadCard
              item={item}
              sharesName={sharing.has(item.id)}
              uploads={uploads}
              onRemove={remove}
              announce={announce}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ActsOnAll({ items }: { items: readonly UploadItem[] }) {
  const sound = items.filter((item) => canStart(item) && refusalOf(item) === undefined && !willBeRejected(item));
  const underWay = items.filter(isUnderWay);
  const landed = items.filter(({ phase }) => phase === 'landed');
  return (
    <div className={styles['acts']}>
      {sound.length > 1 && (
        <Button size="xs" onClick={() => sound.forEach(({ id }) => void uploads.start(id))}>
          Upload all {sound.length}
        </Button>
      )}
      {underWay.length > 1 && (
        <Button size="xs" variant="default" onClick={() => underWay.forEach(({ id }) => void uploads.pause(id))}>
          Pause all
        </Button>
      )}
      {landed.length > 1 && (
        <Button size="xs" variant="default" onClick={() => landed.forEach(({ id }) => void uploads.remove(id))}>
          Clear what has landed
        </Button>
      )}
    </div>
  );
}

const willBeRejected = ({ check }: UploadItem): boolean =>
  check.kind === 'report' && check.report.verdict === 'will-be-rejected';
