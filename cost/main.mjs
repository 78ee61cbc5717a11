/** `npm run cost -- --stage S [--rows-per-day N] [--files-per-day N] [--json]`: the monthly bill, from the template. */
import { launchCommand } from '../local/cli/launch-command.mjs';

await launchCommand({
  name: 'cost',
  usageErrors: ['StageError', 'NoPricesError'],
  failure: 1,
  load: async () => {
    /** @type {typeof import('./main.ts')} */
    const { main } = await import(new URL('main.ts', import.meta.url).href);
    return main;
  },
});
