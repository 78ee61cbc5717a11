import { Decimal } from './decimal.ts';

/** What a month has to bear. */
export interface Load {
  readonly rowsPerDay: number;
  readonly filesPerDay: number;
  readonly users: number;
  readonly hoursPerUser: number;
  /** Users are there somewhen in so many hours of a working day. */
  readonly workingHours: number;
  readonly workingDays: Decimal;
  /** Days that a landed file is kept. */
  readonly retentionDays: number;
}

/** AWS reckons a month as 730 hours. */
export const HOURS_PER_MONTH = 730;
export const DAYS_PER_MONTH = Decimal.of(HOURS_PER_MONTH).over(24);

export const usualLoad: Load = {
  rowsPerDay: 100_000_000,
  filesPerDay: 1,
  users: 10,
  hoursPerUser: 2,
  workingHours: 8,
  // Each day: nobody promises that users keep weekends.
  workingDays: DAYS_PER_MONTH,
  retentionDays: 35,
};

/** No files, no visitors: what the bill is when nobody uses it. */
export const idleLoad: Load = { ...usualLoad, rowsPerDay: 0, filesPerDay: 0, users: 0, hoursPerUser: 0 };
