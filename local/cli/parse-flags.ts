import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UsageError } from './arguments.mjs';

/**
 * Reads a command's flags as Node.js does.
 * @throws UsageError with Node's own line when they are wrong
 */
export function parseFlags<const Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
