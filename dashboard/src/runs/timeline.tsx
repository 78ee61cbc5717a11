import type { RunDetail } from '../api/client.ts';
import { formatDuration } from '../layout/duration.ts';
import { Moment } from '../layout/moment.tsx';

/** What happened to the run, in order, with the time since the step before. */
export function Timeline({ run }: { run: RunDetail }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <ol className="timeline">
        {run.events.map((event, index) => {
          const before = run.events[index - 1];
          const since = before ? Date.parse(event.at) - Date.parse(before.at) : 0;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: events are only ever appended
            <li key={index}>
              <Moment at={event.at} /> <strong>{eventInWords(event)}</strong>{' '}
              {before && <span className="faint">+{formatDuration(since)}</span>}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function eventInWords({ event, attempt, detail }: RunDetail['events'][number]): string {
  const text = (name: string) => (typeof detail[name] === 'string' ? (detail[name] as string) : '');
  switch (event) {
    case 'step':
      return text('step');
    case 'claimed':
      return `claimed by a worker (attempt ${attempt})`;
    case 'attempt-failed':
      return `attempt ${attempt} failed: ${text('message')}`;
    case 'start-failed':
      return text('message');
    case 'rejected':
    case 'failed':
      return `${event}: ${text('message')}`;
    case 'withdrawn':
    case 'restored':
      return `${event}: ${text('reason')}`;
    default:
      return event;
  }
}
