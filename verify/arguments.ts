import { parseArgs } from 'node:util';
import { UsageError } from '../local/cli/arguments.mjs';

export interface VerifyArguments {
  readonly runId: string;
  /** Where the API is, ending with `/`; undefined: in the cloud that runs on this laptop. */
  readonly api: string | undefined;
  readonly port: number | undefined;
  readonly isJson: boolean;
}

export const HELP = `Computes the figures of a run again from the object version that it read, independently of the engine.

npm run verify -- RUN_ID                a run of the cloud that runs on this laptop
npm run verify -- RUN_ID --api URL      a run on AWS: the dashboard's address; the object is read with your credentials

  --port P       of several clouds on this laptop, the one with its dashboard on this port
  --json         one JSON document on standard output
  --help         this text

Exit code: 0 everything is equal, 1 something differs, 2 wrong usage, 3 it cannot be verified.`;

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
  const api = values.api === undefined ? undefined : `${values.api.replace(/\/+$/, '')}/`;
  return { runId: runId.toLowerCase(), api, port, isJson: values.json === true };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        api: { type: 'string' },
        port: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
