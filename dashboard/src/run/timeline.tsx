import { Link } from 'wouter';
import type { RunDetail } from '../api/client.ts';
import { formatDuration } from '../layout/duration.ts';
import { Moment } from '../layout/moment.tsx';
import { Elapsed, useNow } from '../runs/clock.tsx';
import { stepInWords } from '../runs/progress.ts';
import { isOpen } from '../runs/run-states.ts';
import { Section } from './section.tsx';
import { type Attempt, type Entry, type Step, timelineOf } from './steps.ts';
import styles from './timeline.module.css';

/** What happened to the run, in order: each attempt with its steps and how long they took. */
export function Timeline({ run }: { run: RunDetail }) {
  const entries = timelineOf(run.events, isOpen(run));
  return (
    <Section title="Timeline">
      <ol className={styles['timeline']}>
        {entries.map((entry, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever appended
          <li key={place}>
            <EntryLine entry={entry} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function EntryLine({ entry }: { entry: Entry }) {
  if (entry.kind === 'attempt') return <AttemptSteps attempt={entry} />;
  return (
    <p className={styles['line']}>
      <Moment at={entry.at} /> <span>{entry.words}</span>
      {entry.runId !== undefined && <Link href={`/runs/${entry.runId}`}>Show that run</Link>}
    </p>
  );
}

function AttemptSteps({ attempt }: { attempt: Attempt }) {
  const now = useNow(attempt.milliseconds === undefined);
  const took = ({ milliseconds, at }: Step) => milliseconds ?? Math.max(0, now - Date.parse(at));
  const longest = Math.max(1, ...attempt.steps.map(took));
  return (
    <>
      <p className={styles['line']}>
        <Moment at={attempt.at} />
        <span>
          <strong>Attempt {attempt.number}</strong> {attempt.end ?? 'goes on'}
        </span>
        <span className={styles['took']}>
          <Duration of={attempt} />
        </span>
      </p>
      <table className={styles['steps']}>
        <caption className="visually-hidden">Steps of attempt {attempt.number}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Took</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {attempt.steps.map((step) => (
            <tr key={`${step.at} ${step.name}`}>
              <th scope="row">{stepInWords(step.name)}</th>
              <td className={styles['took']}>
                <Duration of={step} />
              </td>
              <td className={styles['share']}>
                <span className={styles['bar']} style={{ inlineSize: `${(100 * took(step)) / longest}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Duration({ of }: { of: Pick<Step, 'at' | 'milliseconds'> }) {
  return of.milliseconds === undefined ? <Elapsed since={of.at} /> : formatDuration(of.milliseconds);
}
