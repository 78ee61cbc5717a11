import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { processesNaming, projectRoot } from './deployed.ts';
import { csv, linesOf, transactions, writeFiles } from './files.ts';
import { figuresOf } from './oracle.ts';

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Waits until stderr has the text. */
  readonly says: (text: string) => Promise<void>;
}

/** `npm start -- …`, in a process group of its own as a terminal gives it. */
function npmStart(...parameters: readonly string[]): Started {
  const child = spawn(process.execPath, ['local/start.mjs', ...parameters], { cwd: projectRoot, detached: true });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((fulfil) => child.on('close', (code) => fulfil({ code, stdout, stderr })));
  const says = async (text: string): Promise<void> => {
    while (!stderr.includes(text)) {
      if (child.exitCode !== null) throw new Error(`it ended without saying "${text}":\n${stderr}`);
      await sleep(20);
    }
  };
  return { child, ended, says };
}

/** What Ctrl-C does: every process of the terminal's foreground group gets the signal. */
function pressCtrlC({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT');
}

const startsFolder = join(projectRoot, '.countinghouse', 'starts');
const starts = (): string[] => (existsSync(startsFolder) ? readdirSync(startsFolder) : []);

/** The folders of the starts that this process began, by the process id in them. */
function startOf({ pid }: ChildProcess): string {
  const found = starts().find((name) => {
    const owner = join(startsFolder, name, 'owner.pid');
    return existsSync(owner) && execFileSync('cat', [owner], { encoding: 'utf8' }) === String(pid);
  });
  if (found === undefined) throw new Error('this start has no folder');
  return found;
}

describe('npm start', () => {
  it('with files, --once and --json gives one document, two starts side by side do not disturb each other', async () => {
    const rows = transactions(10_000, 41);
    const otherRows = transactions(3_000, 42);
    const [good = '', wrong = ''] = writeFiles({
      'good.csv': csv(linesOf(rows)),
      'wrong.csv': 'timestamp,branch,amount\n2026-01-01T00:00:00Z,B,1.00\n',
    });
    const [other = '', twin = ''] = writeFiles({
      'other.csv': csv(linesOf(otherRows)),
      'twin.csv': csv(linesOf(otherRows)),
    });
    const [first, second] = await Promise.all([
      npmStart(wrong, good, '--once', '--json', '--port', '4500').ended,
      npmStart(other, twin, '--once', '--json', '--port', '4500').ended,
    ]);
    const document = JSON.parse(first.stdout);
    expect(Object.keys(document)).toEqual(['runs', 'branches', 'dashboardUrl']);
    expect(document.runs.map((run: { state: string }) => run.state)).toEqual(['REJECTED', 'SUCCEEDED']);
    expect(document.runs[0].error.code).toBe('wrong-header');
    expect(document.branches).toEqual(figuresOf(rows));
    expect(first.code).toBe(1);

    const otherDocument = JSON.parse(second.stdout);
    expect(otherDocument.runs.map((run: { state: string }) => run.state).toSorted()).toEqual([
      'DUPLICATE',
      'SUCCEEDED',
    ]);
    expect(otherDocument.branches).toEqual(figuresOf(otherRows));
    expect(second.code).toBe(0);
    expect(new URL(otherDocument.dashboardUrl).port).not.toBe(new URL(document.dashboardUrl).port);
    expect(first.stderr + second.stderr).toContain('port 4500 is taken');
  });

  it('makes one run of the files of a batch, and gives all balances and all transfers that were not applied', async () => {
    const [transfers = '', accounts = ''] = writeFiles({
      // Named by anything, and named first: the headers tell which is which.
      'day.csv':
        'date,fromAccountNumber,transferAmount,toAccountNumber\n' +
        '2021-11-29T05:47:27,5,80,44\n2021-11-29T05:47:25,5,80,44\n2021-11-29T05:47:26,44,50.5,5\n2021-11-29T05:47:28,5,1,9\n',
      'opening.csv': 'accountNumber,country,balance\n44,0,70\n5,0,60\n9,1,-0.01\n',
    });
    const { code, stdout } = await npmStart(transfers, accounts, '--job-type', 'account-balances', '--once', '--json')
      .ended;
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual(['runs', 'accounts', 'rejected', 'dashboardUrl']);
    expect(document.runs).toMatchObject([{ state: 'SUCCEEDED', rowsRead: 7, rowsCounted: 7, rowsQuarantined: 0 }]);
    expect(document.accounts).toEqual([
      { accountNumber: '5', country: '0', balance: '30.50' },
      { accountNumber: '9', country: '1', balance: '-0.01' },
      { accountNumber: '44', country: '0', balance: '99.50' },
    ]);
    expect(document.rejected).toEqual([
      { line: 3, reason: 'insufficient-funds' },
      { line: 5, reason: 'different-countries' },
    ]);
    expect(code).toBe(0);
  });

  it.each(['Generating', 'cdk synth …', 'cdk deploy …', 'Uploading', 'IN_PROGRESS'])(
    'leaves no process and no folder when Ctrl-C comes at "%s"',
    async (moment) => {
      const start = npmStart('--rows', '300k');
      await start.says(moment);
      const folder = startOf(start.child);
      pressCtrlC(start.child);
      const { code, stderr } = await start.ended;
      expect(stderr).toContain('Stopping');
      expect(code).toBe(130);
      expect(starts()).not.toContain(folder);
      // The guards of children that are gone take a moment to notice.
      await sleep(500);
      expect(processesNaming(folder)).toEqual([]);
    },
  );

  it('serves until it is told to stop, and then ends with what its runs said', async () => {
    const start = npmStart('--rows', '1k');
    await start.says('Ctrl-C stops everything');
    const folder = startOf(start.child);
    start.child.kill('SIGTERM');
    const { code, stdout } = await start.ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/BR0001 .*\n/);
    expect(stdout).toContain('1,000 read = 1,000 counted + 0 quarantined');
    expect(processesNaming(folder)).toEqual([]);
  });
});
