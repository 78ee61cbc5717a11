import { DataApiError } from './errors.ts';

/** Whether the database is awake. Aurora with a minimum capacity of 0 pauses, and needs some seconds to come back. */
export class Availability {
  calls = 0;
  private resumeMilliseconds: number | undefined;
  private resumesAt: number | undefined;
  private failsUntil = 0;

  sleep(resumeMilliseconds: number): void {
    this.resumeMilliseconds = resumeMilliseconds;
    this.resumesAt = undefined;
  }

  fail(milliseconds: number): void {
    this.failsUntil = Date.now() + milliseconds;
  }

  /** Notes a call, which also begins to wake a database that sleeps. Throws what the real API answers meanwhile. */
  noteCall(): void {
    this.calls += 1;
    const now = Date.now();
    if (now < this.failsUntil) throw new DataApiError('DatabaseUnavailableException', '');
    if (this.resumeMilliseconds === undefined) return;
    this.resumesAt ??= now + this.resumeMilliseconds;
    if (now >= this.resumesAt) {
      this.resumeMilliseconds = undefined;
      return;
    }
    throw new DataApiError(
      'DatabaseResumingException',
      'The Aurora DB instance db-LOCAL is resuming after being auto-paused. Please wait a few seconds and try again.',
    );
  }
}
