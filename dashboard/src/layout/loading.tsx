import { Loader } from '@mantine/core';
import styles from './loading.module.css';

/** That something is on its way; shown after a moment only, since most things come before it. */
export function Loading({ what }: { what: string }) {
  return (
    <p className={styles['loading']} role="status">
      <Loader size="xs" type="dots" aria-hidden="true" /> Loading the {what}…
    </p>
  );
}
