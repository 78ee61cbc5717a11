import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { noteCall } from './call-journal.ts';

/** One call of an AWS client, its body read whole. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty when `tooLarge`. */
  readonly body: string;
  readonly tooLarge: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpEndpoint {
  /** http://127.0.0.1:port */
  readonly endpoint: string;
  stop(): Promise<void>;
}

export interface HttpEndpointOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly requestBytes: number;
  /** Must not throw; what it throws is answered with status 500. */
  readonly answer: (call: Call) => Promise<Answer>;
  /** A file in which every call is noted; none by default. */
  readonly journal?: string | undefined;
}

/** Serves AWS clients on 127.0.0.1. */
export async function startHttpEndpoint(options: HttpEndpointOptions): Promise<HttpEndpoint> {
  const { port, requestBytes, journal } = options;
  const answer = (call: Call): Promise<Answer> => {
    if (journal !== undefined) noteCall(journal, call);
    return options.answer(call);
  };
  const server = createServer((request, response) => {
    respond(request, response, requestBytes, answer).catch(() => response.destroy());
  });
  // Longer than any client keeps a connection, so that no call meets one which is just being closed.
  server.keepAliveTimeout = 120_000;
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint has no port.');
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { endpoint: `http://127.0.0.1:${address.port}`, stop };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  requestBytes: number,
  answer: HttpEndpointOptions['answer'],
): Promise<void> {
  const body = await readBody(request, requestBytes);
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
  const call = { method: request.method ?? 'GET', path, headers: request.headers };
  const {
    status,
    headers,
    body: text,
  } = await refuseStrangers(call.headers)
    .then(() => answer({ ...call, body: body ?? '', tooLarge: body === undefined }))
    .catch((error: unknown) => failure(error));
  response.writeHead(status, {
    ...headers,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(text);
}

class Refused extends Error {}

/**
 * Every AWS client signs its calls and no web page can do so unasked: whoever browses the web on this machine does not
 * give the pages access to the database. The signature itself is not checked.
 */
async function refuseStrangers(headers: IncomingHttpHeaders): Promise<void> {
  if (headers.origin !== undefined || !headers.authorization?.startsWith('AWS4-')) {
    throw new Refused('Request is missing Authentication Token');
  }
}

function failure(error: unknown): Answer {
  const refused = error instanceof Refused;
  const name = refused ? 'MissingAuthenticationTokenException' : 'InternalServerErrorException';
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: refused ? 403 : 500,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message }),
  };
}

/** Gives undefined when the body is larger than the limit; it is read to its end all the same, so the answer arrives. */
async function readBody(request: IncomingMessage, limit: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= limit) chunks.push(chunk);
  }
  return bytes > limit ? undefined : Buffer.concat(chunks).toString('utf8');
}
