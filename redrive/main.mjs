/** `npm run redrive -- [--stage S] [--list | --dry-run] [--queue Q] [--max N]`: brings dead letters back. */
import { launchCommand } from '../local/cli/launch-command.mjs';

await launchCommand({
  name: 'redrive',
  usageErrors: ['StageError', 'NoRunningCloudError'],
  failure: 1,
  load: async () => {
    /** @type {typeof import('./main.ts')} */
    const { main } = await import(new URL('main.ts', import.meta.url).href);
    return main;
  },
});
