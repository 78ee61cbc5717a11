import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of a name that lies beside a function's bundle, unless the environment names another.
 * @param bundleUrl `import.meta.url` of the handler
 */
export const besideBundle = (bundleUrl: string, name: string, override: string | undefined): string =>
  override ?? path.join(path.dirname(fileURLToPath(bundleUrl)), name);
