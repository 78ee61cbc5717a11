import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';

export interface FrontDoorOptions {
  /** Where the emulator listens, e.g. `http://127.0.0.1:4566`. */
  readonly emulatorEndpoint: string;
  /** The distribution that a browser shall see, e.g. `d111111abcdef8.cloudfront.net`. */
  readonly distributionDomainName: string;
  /** TCP port on 127.0.0.1; a free one by default. */
  readonly port?: number;
}

export interface FrontDoor {
  /** `http://127.0.0.1:<port>`: open this in a browser. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A plain reverse proxy that lets a browser on this machine reach a CloudFront distribution of the emulator, whose name
 * resolves nowhere: every request goes on with the distribution's name as its host and HTTPS as its protocol; status,
 * headers and body come back unchanged, streamed both ways.
 *
 * @throws Error with code EADDRINUSE when the given port is taken.
 */
export async function startFrontDoor(options: FrontDoorOptions): Promise<FrontDoor> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing, options, agent).catch(() => refuse(outgoing));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening'); // rejects with the server's error
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      agent.destroy();
    },
  };
}

async function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { emulatorEndpoint, distributionDomainName }: FrontDoorOptions,
  agent: Agent,
): Promise<void> {
  const { hostname, port } = new URL(emulatorEndpoint);
  const onward = request({
    agent,
    hostname,
    port,
    method: incoming.method,
    path: incoming.url, // as it was sent: neither decoded nor normalized
    headers: { ...incoming.headers, host: distributionDomainName, 'x-forwarded-proto': 'https' },
  });
  outgoing.once('close', () => onward.destroy()); // the browser went away
  const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
  const [, [answer]] = await Promise.all([pipeline(incoming, onward), answered]);
  outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
  await pipeline(answer, outgoing);
}

/** The emulator did not answer: CloudFront says 502 of an origin that does not. */
function refuse(outgoing: ServerResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' });
  outgoing.end('The laptop cloud does not answer. Is it still running?\n');
}
