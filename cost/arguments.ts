import { UsageError } from '../local/cli/arguments.mjs';
import { parseFlags } from '../local/cli/parse-flags.ts';
import { Decimal } from './decimal.ts';
import { type Load, usualLoad } from './load.ts';

export interface CostArguments {
  readonly stage: string;
  readonly isJson: boolean;
  readonly load: Load;
}

export const HELP = `Prints what a month of a stage costs, from its template and a table of prices. No AWS account is asked.

npm run cost -- --stage S [--rows-per-day 100m] [--files-per-day 1]

  --stage S            dev, staging or prod
  --rows-per-day N     rows of all files of a day, such as 250k, 100m, 1g; default 100m
  --files-per-day N    files a day; default ${usualLoad.filesPerDay}
  --users N            people at the dashboard; default ${usualLoad.users}
  --hours-per-user N   hours that each of them looks; default ${usualLoad.hoursPerUser}
  --working-hours N    hours of a working day in which they do; default ${usualLoad.workingHours}
  --working-days N     days of a month on which users come; default all of them
  --retention-days N   days that a landed file is kept; default ${usualLoad.retentionDays}
  --json               one JSON document: monthlyUsd (no free tier), monthlyUsdFreeTier, idleUsd (always-free
                       allowances, no files, no visitors) and services, amounts as exact decimal strings
  --help               this text

Exit code: 0 the bill was printed, 1 it could not be reckoned, 2 wrong usage.`;

const options = {
  stage: { type: 'string' },
  'rows-per-day': { type: 'string' },
  'files-per-day': { type: 'string' },
  users: { type: 'string' },
  'hours-per-user': { type: 'string' },
  'working-hours': { type: 'string' },
  'working-days': { type: 'string' },
  'retention-days': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/**
 * @param argv the arguments after `npm run cost --`
 * @throws UsageError with one clear line
 */
export function parseCostArguments(argv: readonly string[]): CostArguments | 'help' {
  const { values } = parsed(argv);
  if (values.help === true) {
    return 'help';
  }
  if (values.stage === undefined || values.stage === 'local') {
    throw new UsageError('name a stage on AWS: --stage dev, staging or prod');
  }
  const number = (
    flag: Exclude<keyof typeof options, 'json' | 'help'>,
    usual: number,
    least: number,
    most: number,
  ): number => wholeNumber(flag, values[flag], usual, least, most);
  const load: Load = {
    rowsPerDay: number('rows-per-day', usualLoad.rowsPerDay, 0, 1e12),
    filesPerDay: number('files-per-day', usualLoad.filesPerDay, 0, 1e6),
    users: number('users', usualLoad.users, 0, 1e5),
    hoursPerUser: number('hours-per-user', usualLoad.hoursPerUser, 0, 24),
    workingHours: number('working-hours', usualLoad.workingHours, 1, 24),
    workingDays:
      values['working-days'] === undefined ? usualLoad.workingDays : Decimal.of(number('working-days', 0, 0, 31)),
    retentionDays: number('retention-days', usualLoad.retentionDays, 1, 3650),
  };
  if (load.hoursPerUser > load.workingHours) {
    throw new UsageError('--hours-per-user must not exceed --working-hours');
  }
  if (load.filesPerDay === 0 && values['rows-per-day'] !== undefined && load.rowsPerDay > 0) {
    throw new UsageError('--files-per-day must be at least 1 where there are rows');
  }
  return { stage: values.stage, isJson: values.json === true, load };
}

const parsed = (argv: readonly string[]) => parseFlags({ args: [...argv], options });

const thousands = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['g', 1e9],
]);

function wholeNumber(flag: string, text: string | undefined, usual: number, least: number, most: number): number {
  if (text === undefined) {
    return usual;
  }
  const [, digits, unit = ''] = /^(\d{1,13})([kmg]?)$/i.exec(text) ?? [];
  const number = digits === undefined ? -1 : Number(digits) * (thousands.get(unit.toLowerCase()) ?? 1);
  if (number < least || number > most) {
    throw new UsageError(`--${flag} must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  }
  return number;
}
