import { Button, FileButton } from '@mantine/core';
import { canStart, isUnderWay, refusalOf, type UploadItem } from '../list/upload-item.ts';
import type { Uploads } from '../list/uploads.ts';
import styles from './card-acts.module.css';

/** What a card has done to its file. */
export type UploadActs = Pick<Uploads, 'start' | 'pause' | 'attach'>;

interface Props {
  item: UploadItem;
  uploads: UploadActs;
  onRemove: (id: string) => void;
}

/** What can be done to a file now. The first button stays the same element while its word changes, and keeps the focus. */
export function CardActs({ item, uploads, onRemove }: Props) {
  const { id, name, phase } = item;
  return (
    <div className={styles['acts']}>
      {phase === 'interrupted' ? (
        <FileButton onChange={(file) => file && void uploads.attach(id, file)}>
          {(properties) => (
            <Button size="xs" {...properties} aria-label={`Pick ${name} again`}>
              Pick it again
            </Button>
          )}
        </FileButton>
      ) : (
        <StartOrPause item={item} uploads={uploads} />
      )}
      {phase !== 'completing' && (
        <Button size="xs" variant="default" onClick={() => onRemove(id)} aria-label={`${removeWord(item)}: ${name}`}>
          {removeWord(item)}
        </Button>
      )}
    </div>
  );
}

function StartOrPause({ item, uploads }: Omit<Props, 'onRemove'>) {
  const { id, name, phase } = item;
  const underWay = isUnderWay(item);
  if (phase === 'completing' || refusalOf(item) !== undefined || !(underWay || canStart(item))) return null;
  const word = underWay ? 'Pause' : startWord(item);
  return (
    <Button
      size="xs"
      variant={underWay || hasWarning(item) ? 'default' : 'filled'}
      onClick={() => (underWay ? uploads.pause(id) : uploads.start(id))}
      aria-label={`${word}: ${name}`}
    >
      {word}
    </Button>
  );
}

function startWord(item: UploadItem): string {
  switch (item.phase) {
    case 'paused':
      return 'Go on';
    case 'failed':
      return 'Try again';
    default:
      return hasWarning(item) ? 'Upload all the same' : 'Upload';
  }
}

function removeWord({ phase }: UploadItem): string {
  return phase === 'checking' || phase === 'ready' || phase === 'landed' ? 'Remove' : 'Cancel';
}

const hasWarning = ({ check }: UploadItem): boolean => check.kind === 'report' && check.report.verdict !== 'clean';
