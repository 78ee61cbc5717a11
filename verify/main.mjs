/** `npm run verify -- RUN_ID [--stage S | --api URL | --port P] [--json]`: computes the figures of a run again from its bytes. */
import { launchCommand } from '../local/cli/launch-command.mjs';

const EXIT_CANNOT_VERIFY = 3;

await launchCommand({
  name: 'verify',
  usageErrors: ['StageError', 'NoRunningCloudError'],
  failure: EXIT_CANNOT_VERIFY,
  load: async () => {
    /** @type {typeof import('./main.ts')} */
    const { main } = await import(new URL('main.ts', import.meta.url).href);
    return main;
  },
});
