import { join } from 'node:path';
import { build } from '../build/build.ts';
import { classArchives, makeClassArchive } from '../build/class-archive.ts';
import { startEmulator } from '../cloud/emulator/index.ts';
import { startFrontDoor } from '../cloud/front-door/index.ts';
import { startGlue } from '../cloud/glue/index.ts';
import { startPostgres } from '../cloud/postgres/index.ts';
import { startRdsData } from '../cloud/rds-data/index.ts';
import { jarsDirectory } from '../install/jars.mjs';
import { laptopCdk, type Outputs, type Release } from './cdk.ts';
import type { Endpoints } from './environment.ts';
import { freePort, onFreePort } from './free-port.ts';
import { type LaptopSignIn, startLaptopSignIn } from './laptop-sign-in.ts';
import type { Lifetime } from './lifetime.mjs';
import { type Fetch, machineTokens, signedFetch } from './machine-tokens.ts';
import type { Progress } from './progress.mjs';
import { noteRunningCloud } from './running-cloud.ts';
import { together } from './together.mjs';

/** The whole of Countinghouse, deployed and running on this machine. */
export interface Cloud {
  readonly endpoints: Endpoints;
  readonly outputs: Outputs;
  /** Where a browser finds the dashboard, and below it `/api/`; ends with `/`. */
  readonly dashboardUrl: string;
  /** Asks the API as this machine's own program, an operator. */
  readonly fetch: Fetch;
  readonly signIn: LaptopSignIn;
  readonly postgres: Awaited<ReturnType<typeof startPostgres>>;
  readonly rdsData: Awaited<ReturnType<typeof startRdsData>>;
  readonly glue: Awaited<ReturnType<typeof startGlue>>;
  /** Deploys anew, as a later version of the app is deployed onto an earlier one. */
  redeploy(release: Release): Promise<void>;
}

export interface CloudOptions {
  readonly root: string;
  /** The start's folder, where everything that runs keeps its state and logs. */
  readonly folder: string;
  /** The dashboard's port; the next free one when it is taken. */
  readonly port: number;
  readonly lifetime: Lifetime;
  readonly progress: Progress;
  /** Spark workers of one job type at once; the stage's settings have a limit of their own. Default: 1. */
  readonly sparks?: number;
  /** Settings of the stage that are to be others than in its file. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A file in which every call to AWS is noted, with who made it; none by default. */
  readonly journal?: string;
  /** How long an access token serves; default: as long as on AWS. */
  readonly accessTokenSeconds?: number;
}

interface Stoppable {
  stop(): void | Promise<void>;
}

/**
 * Starts the laptop cloud and deploys the CDK app into it with the real CLI, doing side by side what can be.
 * Everything is stopped by the lifetime's end, also what is still starting then.
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { folder, lifetime, progress } = options;
  const keep = <T extends Stoppable>(name: string, starting: Promise<T>): Promise<T> => {
    lifetime.onEnd(name, async () => {
      const part = await starting.catch(() => null);
      await part?.stop();
    });
    return starting;
  };
  // The functions are told these addresses at synth, which goes on while the endpoints start.
  const ports = {
    emulator: await freePort(),
    glue: await freePort(),
    rdsData: await freePort(),
    signIn: await freePort(),
  };
  const endpoints = {
    emulator: `http://127.0.0.1:${ports.emulator}`,
    glue: `http://127.0.0.1:${ports.glue}`,
    rdsData: `http://127.0.0.1:${ports.rdsData}`,
  };
  const cdkOf = (signal: AbortSignal, onStep: (step: string) => void) =>
    laptopCdk({ root: options.root, folder: join(folder, 'cdk'), endpoints, signal, onStep });

  const release: Release = {
    settings: { ...options.settings, signIn: { issuer: `http://127.0.0.1:${ports.signIn}` } },
  };
  const [{ postgres, rdsData }, glue, , signIn] = await together<
    readonly [Pick<Cloud, 'postgres' | 'rdsData'>, Cloud['glue'], undefined, LaptopSignIn]
  >(lifetime.signal, [
    () =>
      progress.phase('PostgreSQL', async () => {
        const postgres = await keep('PostgreSQL', startPostgres({ stateDirectory: folder }));
        const rdsDataOptions = { postgresUrl: postgres.url, port: ports.rdsData, journal: options.journal };
        return { postgres, rdsData: await keep('the RDS Data endpoint', startRdsData(rdsDataOptions)) };
      }),
    (signal) =>
      progress.phase('Emulator and cdk bootstrap', async (step) => {
        const stateDirectory = join(folder, 'emulator');
        const environment: Record<string, string> =
          options.journal === undefined ? {} : { COUNTINGHOUSE_CALL_JOURNAL: options.journal };
        await keep('the emulator', startEmulator({ stateDirectory, port: ports.emulator, environment }));
        const glue = await keep('the Glue endpoint', startLaptopGlue(options, endpoints, ports.glue));
        step('cdk bootstrap');
        await cdkOf(signal, step).bootstrap();
        return glue;
      }),
    async (signal) => {
      await build({ root: options.root, signal, progress });
      await makeClassArchive({ root: options.root, signal, progress });
      await progress.phase('cdk synth', (step) => cdkOf(signal, step).synth(release));
      return undefined;
    },
    () => {
      const { accessTokenSeconds } = options;
      const place = { stateDirectory: join(folder, 'sign-in'), port: ports.signIn };
      return keep('the sign-in', startLaptopSignIn({ ...place, ...(accessTokenSeconds && { accessTokenSeconds }) }));
    },
  ]);
  const outputs = await progress.phase('cdk deploy', (step) => cdkOf(lifetime.signal, step).deploy());
  const door = await onFreePort(options.port, (port) =>
    keep(
      'the front door',
      startFrontDoor({
        emulatorEndpoint: endpoints.emulator,
        distributionDomainName: outputs.DistributionDomainName,
        port,
      }),
    ),
  );
  const dashboardUrl = `${door.url.replace(/\/+$/, '')}/`;
  noteRunningCloud(folder, { dashboardUrl, endpoints, machine: signIn.machine });
  const redeploy = async (next: Release): Promise<void> => {
    const cdk = cdkOf(lifetime.signal, () => {});
    await cdk.synth({ ...next, settings: { ...release.settings, ...next.settings } });
    await cdk.deploy();
  };
  const fetch = signedFetch(machineTokens(signIn.machine));
  return { endpoints, outputs, dashboardUrl, fetch, signIn, postgres, rdsData, glue, redeploy };
}

function startLaptopGlue(options: CloudOptions, endpoints: Endpoints, port: number): ReturnType<typeof startGlue> {
  return startGlue({
    emulatorEndpoint: endpoints.emulator,
    rdsDataEndpoint: endpoints.rdsData,
    stateDirectory: options.folder,
    jarsDirectory: jarsDirectory(options.root),
    archivesDirectory: classArchives(options.root),
    concurrency: options.sparks ?? 1,
    port,
    journal: options.journal,
  });
}
