import { describe, expect, it } from 'vitest';
import { type RunEvent, timelineOf } from '../../dashboard/src/run/steps.ts';

const begin = Date.parse('2026-05-01T10:00:00.000Z');

/** An event so many seconds after the beginning. */
const event = (seconds: number, name: string, attempt = 1, detail: RunEvent['detail'] = {}): RunEvent => ({
  event: name,
  attempt,
  at: new Date(begin + seconds * 1000).toISOString(),
  by: null,
  detail,
});
const step = (seconds: number, name: string, attempt = 1) => event(seconds, 'step', attempt, { step: name });

describe('the timeline of a run', () => {
  it('has each step of an attempt with how long it took', () => {
    const [recorded, attempt, ...more] = timelineOf(
      [
        event(0, 'recorded', 0),
        event(2, 'claimed'),
        step(2.5, 'identifying'),
        step(3, 'reading'),
        step(13, 'publishing'),
        event(13.25, 'published'),
      ],
      false,
    );
    expect(recorded).toMatchObject({ kind: 'happening', words: 'Recorded' });
    expect(attempt).toMatchObject({ kind: 'attempt', number: 1, milliseconds: 11_250, end: 'published its figures' });
    expect(attempt?.kind === 'attempt' && attempt.steps.map(({ name, milliseconds }) => [name, milliseconds])).toEqual([
      ['claimed', 500],
      ['identifying', 500],
      ['reading', 10_000],
      ['publishing', 250],
    ]);
    expect(more).toEqual([]);
  });

  it('leaves the last step open while the attempt goes on', () => {
    const [attempt] = timelineOf([event(0, 'claimed'), step(1, 'reading')], true);
    expect(attempt).toMatchObject({ milliseconds: undefined, end: undefined });
    expect(attempt?.kind === 'attempt' && attempt.steps.at(-1)).toMatchObject({
      name: 'reading',
      milliseconds: undefined,
    });
  });

  it('tells attempts apart, with what came between them', () => {
    const entries = timelineOf(
      [
        event(0, 'claimed', 1),
        event(5, 'attempt-failed', 1, { code: 'worker-error', message: 'Out of memory.' }),
        event(15, 'claimed', 2),
        step(16, 'reading', 2),
        event(20, 'attempt-failed', 2, { code: 'worker-died', message: 'The worker died.' }),
        event(20, 'failed', 2, { code: 'worker-died', message: 'The worker died.' }),
        event(60, 'retried', 2, { force: false }),
        event(61, 'claimed', 3),
      ],
      true,
    );
    expect(entries.map((entry) => (entry.kind === 'attempt' ? [entry.number, entry.end] : entry.words))).toEqual([
      [1, 'failed: Out of memory.'],
      [2, 'failed: The worker died.'],
      'Given up: its attempts are used up',
      'Retried by a person',
      [3, undefined],
    ]);
  });

  it('says of an attempt that another one followed without a word that it was given up', () => {
    const [first] = timelineOf([event(0, 'claimed', 1), event(30, 'claimed', 2)], true);
    expect(first).toMatchObject({ number: 1, milliseconds: 30_000, end: 'given up' });
  });

  it('shows what is left of a history whose beginning is cut off', () => {
    const [attempt] = timelineOf([step(3, 'reading', 7), event(4, 'published', 7)], false);
    expect(attempt).toMatchObject({
      number: 7,
      end: 'published its figures',
      steps: [{ name: 'reading', milliseconds: 1000 }],
    });
  });

  it.each([
    [
      'rejected',
      { code: 'unknown-suffix', message: 'Only .csv is known.' },
      'Rejected the file: Only .csv is known.',
      undefined,
    ],
    ['start-failed', { message: 'Access denied.' }, 'No worker could be started: Access denied.', undefined],
    [
      'waits-for-budget',
      { dpuHours: '24', until: '2026-05-02T00:00:00Z' },
      'Waits for budget until 00:00 UTC: the 24 DPU-hours of the day are used up',
      undefined,
    ],
    ['withdrawn', { reason: 'sent by mistake' }, 'Figures withdrawn: sent by mistake', undefined],
    ['restored', { reason: 'it was right' }, 'Figures restored: it was right', undefined],
    ['retried', { force: true }, 'Retried by a person, to count its bytes once more', undefined],
    ['superseded', { supersededBy: 'r2' }, 'Superseded by a newer version of the file', 'r2'],
    ['promoted', { insteadOf: 'r1' }, 'Counts in the place of a run with the same bytes', 'r1'],
    ['something-new', {}, 'Something new', undefined],
  ])('says outside of an attempt: %s', (name, detail, words, runId) => {
    expect(timelineOf([event(0, name, 0, detail)], false)).toEqual([
      { kind: 'happening', at: '2026-05-01T10:00:00.000Z', words, runId },
    ]);
  });

  it('gives no negative time when the database’s clock was set back', () => {
    const [attempt] = timelineOf([event(5, 'claimed'), event(3, 'published')], false);
    expect(attempt).toMatchObject({ milliseconds: 0 });
  });

  it.each([
    ['withdrawn', { reason: 'twice' }, 'Figures withdrawn by Olga Operator: twice'],
    ['restored', {}, 'Figures restored by Olga Operator'],
    ['retried', { force: false }, 'Retried by Olga Operator'],
    ['recorded', {}, 'Recorded, asked for by Olga Operator'],
  ])('names who did it: %s', (name, detail, words) => {
    const by = { subject: 'olga', name: 'Olga Operator' };
    expect(timelineOf([{ ...event(0, name, 0, detail), by }], false)).toMatchObject([{ words }]);
  });
});
