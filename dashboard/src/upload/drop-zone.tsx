import { Button, FileButton } from '@mantine/core';
import { useRef, useState } from 'react';
import { Icon } from '../layout/icon.tsx';
import styles from './drop-zone.module.css';
import { useFileDrop } from './use-file-drop.ts';

interface Props {
  /** How the names of files end that a worker can read. */
  suffixes: readonly string[];
  onFiles: (files: readonly File[]) => void;
  onFolder: () => void;
  /** Small, where there are files already, which matter more. */
  compact: boolean;
}

/** Where files are picked. They may be dropped anywhere on the page; this says so and shows it. */
export function DropZone({ suffixes, onFiles, onFolder, compact }: Props) {
  const [hadFolder, setHadFolder] = useState(false);
  const reset = useRef<() => void>(null);
  const take = (files: readonly File[], folders: boolean) => {
    setHadFolder(folders);
    if (folders) onFolder();
    if (files.length > 0) onFiles(files);
  };
  const isOver = useFileDrop(take);
  return (
    <section className={styles['zone']} data-over={isOver} data-compact={compact} aria-label="Pick files">
      <span className={styles['icon']}>
        <Icon glyph="upload" size={28} />
      </span>
      <p className={styles['invitation']}>{isOver ? 'Let go to add the files' : 'Drop files here, or'}</p>
      <FileButton
        multiple
        accept={accepted(suffixes)}
        resetRef={reset}
        onChange={(files) => {
          take(files, false);
          // The same file can be picked again.
          reset.current?.();
        }}
      >
        {(properties) => <Button {...properties}>Choose files</Button>}
      </FileButton>
      <p className={styles['hint']}>
        {suffixes.join(' or ')}, up to 5 TiB each. The first 8 MiB are checked here before anything is sent.
      </p>
      {hadFolder && <p className={styles['hint']}>A folder cannot be uploaded. Pick the files in it.</p>}
    </section>
  );
}

/** Browsers know only what stands behind the last point of a name. */
function accepted(suffixes: readonly string[]): string {
  return [...new Set(suffixes.map((suffix) => suffix.slice(suffix.lastIndexOf('.'))))].join(',');
}
