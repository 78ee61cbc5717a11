/**
 * `npm start`: checks the arguments, then the machine, installs what is missing, and hands over to `local/cli/`.
 * Everything that this file imports runs without `node_modules`.
 */
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HELP, parseArguments, UsageError } from './cli/arguments.mjs';
import { createLifetime, Ended } from './cli/lifetime.mjs';
import { createProgress } from './cli/progress.mjs';
import { written } from './cli/written.mjs';
import { installMissing } from './install/install.mjs';
import { missingPrerequisites, thisMachine } from './install/prerequisites.mjs';
import { pythonEnvironmentExists } from './install/python-packages.mjs';

const EXIT_USAGE = 2;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @returns {import('./cli/arguments.mjs').StartArguments} or ends the process */
function checkedArguments() {
  try {
    const parsed = parseArguments(process.argv.slice(2), root);
    if (parsed !== 'help') {
      return parsed;
    }
    process.stdout.write(`${HELP}\n`);
    process.exit(0);
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`countinghouse: ${error.message}\n`);
      process.exit(EXIT_USAGE);
    }
    throw error;
  }
}

function checkMachine() {
  const missing = missingPrerequisites(thisMachine, { pythonInstalled: pythonEnvironmentExists(root) });
  for (const line of missing) {
    process.stderr.write(`countinghouse: missing: ${line}\n`);
  }
  if (missing.length > 0) {
    process.exit(EXIT_USAGE);
  }
}

/** @param {import('./cli/arguments.mjs').StartArguments} parsed */
async function start(parsed) {
  const progress = createProgress(process.stderr);
  const lifetime = createLifetime(progress.say);
  try {
    await installMissing(root, { signal: lifetime.signal, progress });
    return await handOver({ root, parsed, lifetime, progress });
  } catch (error) {
    return explain(lifetime.signal.aborted ? lifetime.signal.reason : error, progress);
  } finally {
    await lifetime.end();
    progress.close();
  }
}

/** @param {import('./cli/main.ts').Handover} handover */
async function handOver(handover) {
  // The SDK would remind of a Node version that it will need next year, in the middle of the progress display.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { register } = await import('tsx/esm/api');
  register();
  /** @type {typeof import('./cli/main.ts')} */
  const { main } = await import(new URL('./cli/main.ts', pathToFileURL(`${root}/local/`)).href);
  return main(handover);
}

/**
 * @param {unknown} error
 * @param {import('./cli/progress.mjs').Progress} progress
 */
function explain(error, progress) {
  if (error instanceof Ended) {
    return error.exitCode;
  }
  progress.close();
  process.stderr.write(`countinghouse: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

// Versions are pinned, so what later ones will require is no news for the person who starts this.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
const parsed = checkedArguments();
checkMachine();
const exitCode = await start(parsed);
await written(process.stdout);
process.exit(exitCode);
