import { CopyButton, UnstyledButton } from '@mantine/core';
import styles from './copy-text.module.css';
import { Icon } from './icon.tsx';

/** A text that one wants elsewhere (an id, a checksum, a path) with a button that copies it. */
export function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <span className={styles['copy']}>
      <code>{text}</code>
      <CopyButton value={text} timeout={2000}>
        {({ copied, copy }) => (
          <>
            <UnstyledButton className={styles['button']} onClick={copy} aria-label={`Copy the ${what}`} title="Copy">
              <Icon glyph={copied ? 'good' : 'copy'} size={14} />
            </UnstyledButton>
            <span className="visually-hidden" role="status">
              {copied ? 'Copied' : ''}
            </span>
          </>
        )}
      </CopyButton>
    </span>
  );
}
