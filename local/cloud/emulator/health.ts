import { setTimeout as sleep } from 'node:timers/promises';

const patience = 30_000; // milliseconds; it takes about 700 on an idle machine

/** Waits until the emulator answers; throws when it does not within 30 seconds. */
export async function untilHealthy(endpoint: string): Promise<void> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    if (await answers(endpoint)) return;
    await sleep(20);
  }
  throw new Error(`it did not answer at ${endpoint} within ${patience / 1000} seconds.`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
