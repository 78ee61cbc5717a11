import { formatBytes } from '../../layout/bytes.tsx';
import { formatDuration } from '../../layout/duration.ts';
import type { UploadItem } from '../list/upload-item.ts';
import { useOnline } from '../use-online.ts';
import styles from './transfer-progress.module.css';

/** How much of a file has gone, how fast, and how long the rest will take. Nothing before it has begun. */
export function TransferProgress({ item }: { item: UploadItem }) {
  const online = useOnline();
  const { name, phase, sent, size } = item;
  if (!(phase === 'sending' || phase === 'completing' || (phase === 'paused' && sent > 0))) return null;
  const words = wordsOf(item, online);
  return (
    <div className={styles['progress']}>
      <progress
        className={styles['bar']}
        max={Math.max(1, size)}
        value={size === 0 ? 1 : sent}
        aria-label={`Sent of ${name}`}
        aria-valuetext={words}
      />
      <span className={styles['words']}>{words}</span>
    </div>
  );
}

function wordsOf({ phase, sent, size, bytesPerSecond }: UploadItem, online: boolean): string {
  if (phase === 'completing') return 'All bytes have arrived; the file is being made of them.';
  const share = size === 0 ? 1 : sent / size;
  const percent = new Intl.NumberFormat(undefined, { style: 'percent' }).format(Math.floor(share * 100) / 100);
  const words = [`${percent} · ${formatBytes(sent)} of ${formatBytes(size)}`];
  if (phase === 'sending' && !online) words.push('no network: it goes on by itself');
  else if (bytesPerSecond !== undefined && bytesPerSecond > 0) {
    words.push(`${formatBytes(bytesPerSecond)}/s`, `${guessed((size - sent) / bytesPerSecond)} left`);
  }
  return words.join(' · ');
}

/** A time without tenths: nobody can guess them. */
function guessed(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : formatDuration(whole * 1000);
}
