import { HELP, parseVerifyArguments } from './arguments.ts';
import { CannotVerifyError, claimsOf } from './claims.ts';
import { readFrom } from './object-bytes.ts';
import { findPlaces } from './places.ts';
import { type Verdict, verify } from './verify.ts';

const EXIT_DIFFERS = 1;
const EXIT_CANNOT_VERIFY = 3;

/**
 * Does what `npm run verify` does.
 * @param argv the arguments after `npm run verify --`
 * @param signal ends it
 * @returns the exit code
 */
export async function main(root: string, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const wished = parseVerifyArguments(argv);
  if (wished === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { runId, isJson } = wished;
  const { api, client } = await findPlaces(wished, root, signal);
  try {
    const verdict = await verify(runId, claimsOf(api, signal), readFrom(client, signal));
    process.stdout.write(isJson ? `${JSON.stringify(verdict)}\n` : linesOf(verdict));
    return verdict.verdict === 'equal' ? 0 : EXIT_DIFFERS;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof CannotVerifyError)) throw error;
    const { message } = error;
    const cannot = { runId, verdict: 'cannot-verify', why: message };
    process.stdout.write(isJson ? `${JSON.stringify(cannot)}\n` : `Cannot be verified. ${message}\n`);
    return EXIT_CANNOT_VERIFY;
  } finally {
    client.destroy();
  }
}

function linesOf({ runId, verdict, checked, differences }: Verdict): string {
  if (verdict === 'equal') return `Equal. Run ${runId}: ${checked}, computed again from the stored bytes.\n`;
  const lines = differences.map(({ of, what, claimed, found }) => `  ${of}, ${what}: said ${claimed}, found ${found}`);
  return `Differs. Run ${runId}:\n${lines.join('\n')}\n`;
}
