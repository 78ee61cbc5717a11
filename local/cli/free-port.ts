import { once } from 'node:events';
import { createServer } from 'node:net';

/** Gives a TCP port on 127.0.0.1 that nobody listens on; the system does not hand it out again soon. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('the system gave no port');
  }
  return address.port;
}

/** Starts something on the first free port from the given one on; asks for the next one while a port is taken. */
export async function onFreePort<T>(first: number, start: (port: number) => Promise<T>): Promise<T> {
  for (let port = first; ; port += 1) {
    try {
      return await start(port);
    } catch (error) {
      if (!isTaken(error) || port === 65_535) {
        throw error;
      }
    }
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');
}
