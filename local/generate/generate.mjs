/** Writes a file of generated transactions; one thread for each core makes blocks, which land in order. */
import { open, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { BLOCK_ROWS, createBlockWriter, HEADER, MOST_BRANCHES } from './rows.mjs';

export const DEFAULT_BRANCHES = 1_000;
export const DEFAULT_SEED = 1;
/** Below this a thread's start costs more than it gains. */
const ALONE_UP_TO = 2 * BLOCK_ROWS;

/**
 * @typedef {object} GenerateOptions
 * @property {string} path the file to write; it appears, or is replaced
 * @property {number} rows at least 1
 * @property {number} [seed]
 * @property {number} [branches] 1 to 50,000
 * @property {AbortSignal} [signal]
 * @property {(rowsDone: number) => void} [onProgress]
 */

/**
 * @param {GenerateOptions} options
 * @returns {Promise<number>} the file's size in bytes
 */
export async function generateFile(options) {
  const { path, rows, seed = DEFAULT_SEED, branches = DEFAULT_BRANCHES, signal, onProgress } = options;
  if (!(branches >= 1 && branches <= MOST_BRANCHES)) {
    throw new RangeError(`branches must be 1 to ${MOST_BRANCHES}, not ${branches}`);
  }
  const file = await open(path, 'w');
  try {
    let size = (await file.write(HEADER)).bytesWritten;
    let done = 0;
    for await (const bytes of blocks({ rows, seed, branches })) {
      signal?.throwIfAborted();
      await file.writeFile(bytes);
      size += bytes.length;
      done = Math.min(rows, done + BLOCK_ROWS);
      onProgress?.(done);
    }
    await file.close();
    return size;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * @param {import('./rows.mjs').Plan} plan
 * @returns {AsyncGenerator<Buffer | Uint8Array>} the blocks in order
 */
async function* blocks(plan) {
  const count = Math.ceil(plan.rows / BLOCK_ROWS);
  if (plan.rows <= ALONE_UP_TO) {
    const writeBlock = createBlockWriter(plan);
    for (let block = 0; block < count; block += 1) {
      yield writeBlock(block);
    }
    return;
  }
  const workers = Array.from({ length: availableParallelism() }, () => startWorker(plan));
  try {
    // Each thread is one or two blocks ahead of the disk, so that memory stays bounded.
    const ahead = workers.length * 2;
    /** @type {Array<Promise<Uint8Array>>} */
    const waiting = [];
    for (let block = 0; block < count + ahead; block += 1) {
      if (block < count) {
        const worker = /** @type {ReturnType<typeof startWorker>} */ (workers[block % workers.length]);
        waiting.push(worker.make(block));
      }
      if (block >= ahead || block >= count) {
        const next = waiting.shift();
        if (next === undefined) {
          return;
        }
        yield await next;
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
}

/** @param {import('./rows.mjs').Plan} plan */
function startWorker(plan) {
  const thread = new Worker(new URL('./block-worker.mjs', import.meta.url), { workerData: plan, execArgv: [] });
  /** @type {Map<number, { fulfil: (bytes: Uint8Array) => void, reject: (error: Error) => void }>} */
  const asked = new Map();
  thread.on('message', ({ block, bytes }) => {
    asked.get(block)?.fulfil(bytes);
    asked.delete(block);
  });
  thread.on('error', (error) => {
    for (const { reject } of asked.values()) {
      reject(error);
    }
  });
  return {
    /** @param {number} block */
    make: (block) => {
      /** @type {Promise<Uint8Array>} */
      const made = new Promise((fulfil, reject) => asked.set(block, { fulfil, reject }));
      // A failure is seen where the block is waited for, which may be later.
      made.catch(() => {});
      thread.postMessage(block);
      return made;
    },
    stop: () => thread.terminate(),
  };
}
