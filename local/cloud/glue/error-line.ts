import { open } from 'node:fs/promises';

const tailBytes = 256 * 1024;
const longest = 1_000;

// The name of an error class at the start of a line, as Java's and Python's stack traces end or begin with.
const rootCause = /^(?:Caused by: |Exception in thread "[^"]*" )?(?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception)(?::.*)?$/;
const anyError = /error|exception/i;

/** Gives the line of a log that best says what went wrong, or undefined when the log is empty. */
export async function findErrorLine(logFile: string): Promise<string | undefined> {
  return errorLineOf(await readTail(logFile));
}

/** The last line that names an error class, else the last that mentions an error, else the last one. */
export function errorLineOf(log: string): string | undefined {
  const lines = log.split('\n').map((line) => line.trimEnd());
  const said = lines.filter((line) => line.trim() !== '');
  const line =
    said.findLast((text) => rootCause.test(text)) ?? said.findLast((text) => anyError.test(text)) ?? said.at(-1);
  return line
    ?.replace(/^Caused by: /, '')
    .trim()
    .slice(0, longest);
}

async function readTail(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, tailBytes);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}
