import type { Telemetry } from '../../lambdas/core/telemetry/telemetry.ts';
import type { Process } from './world/process.ts';
import type { World } from './world/world.ts';

/** What a process tells of its work, in the trace. */
export const telemetryOf = (world: World, process: Process): Telemetry => ({
  following: (_ids, work) => work(),
  follow: () => undefined,
  info: (message, fields) => world.note(process.name, `${message} ${JSON.stringify(fields ?? {})}`),
  warn: (message, fields) => world.note(process.name, `${message} ${JSON.stringify(fields ?? {})}`),
  error: (message, error, fields) =>
    world.note(process.name, `${message} ${String(error)} ${JSON.stringify(fields ?? {})}`),
  count: () => undefined,
});
