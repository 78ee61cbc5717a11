import { UsageError } from '../local/cli/arguments.mjs';
import { parseFlags } from '../local/cli/parse-flags.ts';

export interface TeardownArguments {
  readonly stage: string;
  readonly act: 'list' | 'delete';
  /** The stage's name, given instead of being typed when it is asked for. */
  readonly confirmed: string | undefined;
}

export const HELP = `Deletes the stacks of a stage, after it has shown what goes and what stays.

npm run teardown -- --stage S                with the credentials of its account; asks for the stage's name before it deletes

  --list         shows what would go and what would stay, and deletes nothing
  --confirm S    the stage's name once more: does not ask
  --help         this text

Data stays unless two keys were turned before: removal 'destroy' in lib/stages/<stage>.ts, and a deployment with
-c delete-data=<stage>. What stays is listed by name.

Exit code: 0 done (or shown), 1 not everything could be deleted, or the name was not given, 2 wrong usage.`;

/**
 * @param argv the arguments after `npm run teardown --`
 * @throws UsageError with one clear line
 */
export function parseTeardownArguments(argv: readonly string[]): TeardownArguments | 'help' {
  const { values } = parsed(argv);
  if (values.help === true) {
    return 'help';
  }
  if (values.stage === undefined) {
    throw new UsageError('name the stage: --stage <name>');
  }
  if (values.list === true && values.confirm !== undefined) {
    throw new UsageError('--list deletes nothing; it does not go together with --confirm');
  }
  if (values.confirm !== undefined && values.confirm !== values.stage) {
    throw new UsageError(`--confirm ${values.confirm} is not the stage ${values.stage}`);
  }
  return { stage: values.stage, act: values.list === true ? 'list' : 'delete', confirmed: values.confirm };
}

const parsed = (argv: readonly string[]) =>
  parseFlags({
    args: [...argv],
    options: {
      stage: { type: 'string' },
      list: { type: 'boolean' },
      confirm: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
