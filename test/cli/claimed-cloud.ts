import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CorrectedLines } from '../../lambdas/core/receipts/corrected-lines.ts';
import type { Machine } from '../../local/cli/machine-tokens.ts';
import { answerOf, type ClaimedRun, declaration } from './claimed-run.ts';

/** API, sign-in and S3 as one HTTP server, which claim one run and give its bytes. */
export interface ClaimedCloud {
  /** Ends with `/`. */
  readonly url: string;
  readonly port: number;
  readonly machine: Machine;
  /** Called before each request is answered; gives true when it has answered by itself, or never will. */
  before: (path: string, response: ServerResponse) => boolean;
  figures: ClaimedRun['figures'];
  corrected: readonly CorrectedLines[];
  /** Ranges of the object that were given. */
  readonly ranges: string[];
  stop(): Promise<void>;
}

export async function startClaimedCloud({ bytes, figures, receipt }: ClaimedRun): Promise<ClaimedCloud> {
  const json = (response: ServerResponse, status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  const routes: Readonly<Record<string, () => unknown>> = {
    [`/api/runs/${receipt.runId}/receipt`]: () => answerOf(receipt),
    [`/api/runs/${receipt.runId}/figures`]: () => ({ items: cloud.figures, nextCursor: null }),
    [`/api/runs/${receipt.runId}/corrected-lines`]: () => ({ items: cloud.corrected, nextCursor: null }),
    '/api/job-types': () => ({ items: [declaration] }),
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://any').pathname;
    if (cloud.before(path, response)) return;
    const route = routes[path];
    if (path === '/token') json(response, 200, { access_token: 'one-token', expires_in: 3600 });
    else if (path.startsWith('/api/') && request.headers.authorization !== 'Bearer one-token')
      json(response, 401, { message: 'Unauthorized' });
    else if (route !== undefined) json(response, 200, route());
    else if (path.startsWith('/api/')) json(response, 404, { title: 'Not found', detail: 'There is no such run.' });
    else giveRange(request, response, bytes, cloud.ranges);
  });
  await new Promise<void>((fulfil) => server.listen(0, '127.0.0.1', fulfil));
  const { port } = server.address() as AddressInfo;
  const cloud: ClaimedCloud = {
    machine: { tokenUrl: `http://127.0.0.1:${port}/token`, clientId: 'laptop', secret: 'of this start', scope: 'all' },
    ...{ url: `http://127.0.0.1:${port}/`, port, before: () => false, figures, corrected: [], ranges: [] },
    stop: () => {
      server.closeAllConnections();
      return new Promise((fulfil) => server.close(() => fulfil()));
    },
  };
  return cloud;
}

function giveRange({ headers }: IncomingMessage, response: ServerResponse, bytes: Buffer, ranges: string[]): void {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const part = bytes.subarray(Number(from), Number(to) + 1);
  ranges.push(`${from}+${part.length}`);
  const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`;
  response.writeHead(206, { 'content-range': range, 'content-length': part.length }).end(part);
}

/** What S3 says when it refuses. */
export function refuse(response: ServerResponse, status: number, code: string): true {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>said by S3</Message></Error>`);
  return true;
}
