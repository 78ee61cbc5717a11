/** `npm run teardown -- --stage S [--list | --confirm S]`: deletes the stacks of a stage, and says first what goes and what stays. */
import { launchCommand } from '../local/cli/launch-command.mjs';

await launchCommand({
  name: 'teardown',
  usageErrors: ['StageError'],
  failure: 1,
  load: async () => {
    /** @type {typeof import('./main.ts')} */
    const { main } = await import(new URL('main.ts', import.meta.url).href);
    return main;
  },
});
