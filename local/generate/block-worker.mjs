/** A worker thread that makes the blocks it is asked for and hands over their bytes. */
import { parentPort, workerData } from 'node:worker_threads';
import { createBlockWriter } from './rows.mjs';

const writeBlock = createBlockWriter(workerData);

parentPort?.on('message', (/** @type {number} */ block) => {
  const bytes = writeBlock(block);
  parentPort?.postMessage({ block, bytes }, [/** @type {ArrayBuffer} */ (bytes.buffer)]);
});
