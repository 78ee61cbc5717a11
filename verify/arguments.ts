import { UsageError } from '../local/cli/arguments.mjs';
import { parseFlags } from '../local/cli/parse-flags.ts';

export interface VerifyArguments {
  readonly runId: string;
  /** undefined, as is `api`: the cloud that runs on this laptop. */
  readonly stage: string | undefined;
  /** Where the API is, ending with `/`. */
  readonly api: string | undefined;
  /** The dashboard's port of a cloud on this laptop, when several run. */
  readonly port: number | undefined;
  readonly isJson: boolean;
}

export const HELP = `Computes the figures of a run again from the object version that it read, independently of the engine.

npm run verify -- RUN_ID                a run of the cloud that runs on this laptop
npm run verify -- RUN_ID --stage S      a run of a stage on AWS, with credentials of its account that may look at its
                                        stacks and read its landing bucket
npm run verify -- RUN_ID --api URL      the same by the dashboard's address; the stacks are not looked at

  --port P       of several clouds on this laptop, the one with its dashboard on this port
  --json         one JSON document on standard output: {"runId","verdict","checked","differences"}, or {"runId",
                 "verdict":"cannot-verify","why"}
  --help         this text

Exit code:
  0  equal: everything that the run says of itself was found in the stored bytes
  1  it differs: what, as it was said and as it was found, is printed
  2  wrong usage: the arguments, no such stage, no running cloud, credentials of another account
  3  it cannot be verified: there is no such run, or it is open or published no figures; the object was deleted or has
     expired; the API or S3 did not answer or refused
  130, 143  ended by Ctrl-C or a signal: nothing is said of the run`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws UsageError with one clear line */
export function parseVerifyArguments(argv: readonly string[]): VerifyArguments | 'help' {
  const { values, positionals } = parsed(argv);
  if (values.help === true) {
    return 'help';
  }
  const [runId, ...more] = positionals;
  if (runId === undefined || more.length > 0 || !uuid.test(runId)) {
    throw new UsageError('Name one run by its id, as its page shows it: npm run verify -- RUN_ID');
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new UsageError(`--port must be a port, not ${JSON.stringify(values.port)}`);
  }
  if (values.api !== undefined && !URL.canParse(values.api)) {
    throw new UsageError(
      `--api must be an address such as https://example.cloudfront.net, not ${JSON.stringify(values.api)}`,
    );
  }
  const places = [values.stage, values.api, values.port].filter((value) => value !== undefined);
  if (places.length > 1) {
    throw new UsageError('--stage, --api and --port each say where the run is; give one of them');
  }
  const api = values.api === undefined ? undefined : `${values.api.replace(/\/+$/, '')}/`;
  return { runId: runId.toLowerCase(), stage: values.stage, api, port, isJson: values.json === true };
}

const parsed = (argv: readonly string[]) =>
  parseFlags({
    args: [...argv],
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      api: { type: 'string' },
      port: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
