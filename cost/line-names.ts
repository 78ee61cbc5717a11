import type { Decimal } from './decimal.ts';

/** The lines of a bill, each with one price. */
export const lineNames = [
  'Glue DPU-hours',
  'Aurora capacity',
  'Aurora storage',
  'Aurora I/O',
  'Aurora backups',
  'Data API requests',
  'Secrets Manager secrets',
  'Secrets Manager requests',
  'S3 storage',
  'S3 storage, cold',
  'S3 writes and listings',
  'S3 reads',
  'SQS requests',
  'Lambda requests',
  'Lambda time',
  'HTTP API requests',
  'CloudFront requests',
  'CloudFront data out',
  'CloudWatch logs taken in',
  'CloudWatch logs kept',
  'CloudWatch alarms',
  'CloudWatch dashboards',
  'CloudWatch metrics',
  'X-Ray traces',
  'Scheduler invocations',
  'Customer keys',
  'Cognito active users',
] as const;
export type LineName = (typeof lineNames)[number];

/** How much of everything a month uses. */
export type Quantities = Readonly<Record<LineName, Decimal>>;
