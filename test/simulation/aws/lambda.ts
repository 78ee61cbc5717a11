import type { Process } from '../world/process.ts';
import type { World } from '../world/world.ts';

export type Outcome = { readonly result: unknown } | { readonly failed: string };

/** One function: its code for an invocation, and how long that may take. */
export interface LambdaFunction {
  readonly name: string;
  readonly timeoutSeconds: number;
  readonly code: (event: unknown, process: Process) => Promise<unknown>;
}

/** Invokes a function in a process of its own; tells how that ended, be it by a crash or by its time-out. */
export function invoke(world: World, lambda: LambdaFunction, event: unknown, number: number): Promise<Outcome> {
  const process = world.process(`${lambda.name} ${number}`, 'crash');
  return new Promise((resolve) => {
    process.onDeath(() => resolve({ failed: 'died' }));
    world.after(lambda.timeoutSeconds * 1_000, () => process.kill(`its ${lambda.timeoutSeconds} s were over`));
    lambda.code(event, process).then(
      (result) => {
        process.end();
        resolve({ result });
      },
      (error: unknown) => {
        world.note(process.name, `failed: ${String(error)}`);
        process.end();
        resolve({ failed: String(error) });
      },
    );
  });
}
