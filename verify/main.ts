import { S3Client } from '@aws-sdk/client-s3';
import { LAPTOP_KEYS, LAPTOP_REGION } from '../local/cli/environment.ts';
import { findRunningCloud } from '../local/cli/running-cloud.ts';
import { HELP, parseVerifyArguments, type VerifyArguments } from './arguments.ts';
import { CannotVerifyError, claimsOf } from './claims.ts';
import { readFrom } from './object-bytes.ts';
import { type Verdict, verify } from './verify.ts';

const EXIT_DIFFERS = 1;
const EXIT_CANNOT_VERIFY = 3;

/**
 * Does what `npm run verify` does.
 * @param argv the arguments after `npm run verify --`
 * @returns the exit code
 */
export async function main(root: string, argv: readonly string[]): Promise<number> {
  const wished = parseVerifyArguments(argv);
  if (wished === 'help') {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  const { api, client } = placesOf(wished, root);
  try {
    const verdict = await verify(wished.runId, claimsOf(api), readFrom(client));
    process.stdout.write(wished.isJson ? `${JSON.stringify(verdict)}\n` : linesOf(verdict));
    return verdict.verdict === 'equal' ? 0 : EXIT_DIFFERS;
  } catch (error) {
    if (!(error instanceof CannotVerifyError)) throw error;
    const { message } = error;
    const cannot = { runId: wished.runId, verdict: 'cannot-verify', why: message };
    process.stdout.write(wished.isJson ? `${JSON.stringify(cannot)}\n` : `Cannot be verified. ${message}\n`);
    return EXIT_CANNOT_VERIFY;
  }
}

function linesOf({ runId, verdict, checked, differences }: Verdict): string {
  if (verdict === 'equal') return `Equal. Run ${runId}: ${checked}, computed again from the stored bytes.\n`;
  const lines = differences.map(({ of, what, claimed, found }) => `  ${of}, ${what}: said ${claimed}, found ${found}`);
  return `Differs. Run ${runId}:\n${lines.join('\n')}\n`;
}

/** An address on this laptop is a cloud of its own, whose objects lie in its emulator; any other is on AWS. */
function placesOf({ api, port }: VerifyArguments, root: string): { api: string; client: S3Client } {
  if (api !== undefined && !/^(127\.|localhost$|\[::1\]$)/.test(new URL(api).hostname)) {
    return { api, client: new S3Client({ followRegionRedirects: true }) };
  }
  const wanted = api === undefined ? port : Number(new URL(api).port);
  const { dashboardUrl, endpoints } = findRunningCloud(root, wanted);
  const laptop = { region: LAPTOP_REGION, credentials: LAPTOP_KEYS, forcePathStyle: true };
  return { api: dashboardUrl, client: new S3Client({ endpoint: endpoints.emulator, ...laptop }) };
}
