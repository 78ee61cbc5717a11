/**
 * The process of the laptop's OpenID Connect provider. Reads its settings as one line of JSON from standard input, writes
 * `{"ready":true}` when it listens on 127.0.0.1, and ends when standard input does: the parent holds the other end, also
 * when it is killed.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { choosePerson } from './choose-person.ts';
import { laptopProvider } from './provider.ts';
import { providerSettingsSchema } from './settings.ts';

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => {
  const settings = providerSettingsSchema.parse(JSON.parse(line));
  const provider = laptopProvider(`http://127.0.0.1:${settings.port}`, settings);
  const answer = provider.callback();
  const server = createServer((request, response) => {
    if (!request.url?.startsWith('/choose/')) {
      void answer(request, response);
      return;
    }
    choosePerson(provider, request, response).catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This sign-in has ended or is not known. Go back to the dashboard and begin again.\n');
    });
  });
  server.keepAliveTimeout = 120_000;
  server.listen(settings.port, '127.0.0.1', () => process.stdout.write('{"ready":true}\n'));
});
lines.once('close', () => process.exit(0));
