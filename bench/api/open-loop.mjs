/**
 * A worker thread that asks by a schedule, whatever the answers do: request n is due n intervals after the start and its
 * latency is counted from then, so that a stall is charged to every request that it made late (no coordinated omission).
 */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * @typedef {object} LoopOptions
 * @property {string[]} urls asked in turn
 * @property {number} perSecond
 * @property {number} seconds
 * @property {string} [authorization] a header of every request
 *
 * @typedef {object} Sample
 * @property {string} url
 * @property {number} latencyMs from the time when it was due to the last byte of the answer
 * @property {number} lateMs of it, how late it was sent
 * @property {string | null} error
 */

const answerWithinMs = 30_000;

/**
 * @param {LoopOptions} options
 * @returns {Promise<Sample[]>}
 */
export async function askBySchedule({ urls, perSecond, seconds, authorization }) {
  const agent = new Agent({ keepAlive: true });
  const headers = authorization === undefined ? {} : { authorization };
  const start = performance.now() + 100;
  const samples = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = start + (n * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) {
      await sleep(early);
    }
    samples.push(ask(/** @type {string} */ (urls[n % urls.length]), due, { agent, headers }));
  }
  const answered = await Promise.all(samples);
  agent.destroy();
  return answered;
}

/**
 * @param {string} url
 * @param {number} due
 * @param {{ agent: Agent, headers: Record<string, string> }} options
 * @returns {Promise<Sample>}
 */
function ask(url, due, options) {
  const sent = performance.now();
  return new Promise((fulfil) => {
    const end = (/** @type {string | null} */ error) =>
      fulfil({ url, latencyMs: performance.now() - due, lateMs: Math.max(0, sent - due), error });
    const request = get(url, { ...options, timeout: answerWithinMs }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
      });
      response.on('error', (error) => end(error.message));
      response.on('end', () => end(response.statusCode === 200 && bytes > 0 ? null : `HTTP ${response.statusCode}`));
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${answerWithinMs} ms`)));
    request.on('error', (error) => end(error.message));
  });
}

if (parentPort !== null) {
  parentPort.postMessage(await askBySchedule(workerData));
}
