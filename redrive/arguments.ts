import { UsageError } from '../local/cli/arguments.mjs';
import { parseFlags } from '../local/cli/parse-flags.ts';

export interface RedriveArguments {
  /** undefined: the cloud that runs on this laptop. */
  readonly stage: string | undefined;
  /** The dashboard's port of a cloud on this laptop, when several run. */
  readonly port: number | undefined;
  readonly act: 'redrive' | 'list' | 'dry-run';
  /** Only messages that came from this queue: `ingest`, `request`, `watchdog`. */
  readonly queue: string | undefined;
  /** Messages that are looked at, at most. */
  readonly most: number;
  /** How long messages are looked at, at most. */
  readonly seconds: number;
}

/** As many as can lie open in an operator's terminal; the command can be run again. */
const USUAL_MOST = 1_000;
const MOST = 100_000;
const USUAL_SECONDS = 300;
/** SQS hides a message for twelve hours at most. */
const MOST_SECONDS = 11 * 3600;

export const HELP = `Brings messages back from the dead letters to the queues they came from, once their cause is mended.

npm run redrive                     the dead letters of the cloud that runs on this laptop
npm run redrive -- --stage S        those of a stage on AWS, with the credentials of its account

  --list         shows what lies there and why, and changes nothing
  --dry-run      shows what would be done with each, and changes nothing
  --queue Q      only what came from this queue: ingest, request, watchdog
  --max N        looks at so many messages at most; default ${USUAL_MOST}
  --seconds N    ends after so many seconds; default ${USUAL_SECONDS}
  --port P       of several clouds on this laptop, the one with its dashboard on this port
  --help         this text

Exit code: 0 nothing is left of what was asked for (or it was only shown), 1 something is left, 2 wrong usage.`;

/**
 * @param argv the arguments after `npm run redrive --`
 * @throws UsageError with one clear line
 */
export function parseRedriveArguments(argv: readonly string[]): RedriveArguments | 'help' {
  const { values } = parsed(argv);
  if (values.help === true) {
    return 'help';
  }
  if (values.list === true && values['dry-run'] === true) {
    throw new UsageError('--list and --dry-run do not go together');
  }
  if (values.stage !== undefined && values.port !== undefined) {
    throw new UsageError('--port chooses a cloud on this laptop; it does not go together with --stage');
  }
  return {
    stage: values.stage,
    port: values.port === undefined ? undefined : wholeNumber('--port', values.port, 65_535),
    act: values.list === true ? 'list' : values['dry-run'] === true ? 'dry-run' : 'redrive',
    queue: values.queue?.toLowerCase(),
    most: values.max === undefined ? USUAL_MOST : wholeNumber('--max', values.max, MOST),
    seconds: values.seconds === undefined ? USUAL_SECONDS : wholeNumber('--seconds', values.seconds, MOST_SECONDS),
  };
}

const parsed = (argv: readonly string[]) =>
  parseFlags({
    args: [...argv],
    options: {
      stage: { type: 'string' },
      port: { type: 'string' },
      queue: { type: 'string' },
      max: { type: 'string' },
      seconds: { type: 'string' },
      list: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });

function wholeNumber(flag: string, text: string, most: number): number {
  const number = /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) {
    throw new UsageError(`${flag} must be a whole number from 1 to ${most}, not ${JSON.stringify(text)}`);
  }
  return number;
}
