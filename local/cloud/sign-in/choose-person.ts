import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import { people } from './people.ts';

const page = (path: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sign in – Countinghouse on this laptop</title>
<style>
  :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
  main { max-width: 26rem; margin: 15vh auto; padding: 0 1rem; }
  h1 { font-size: 1.4rem; }
  button { display: block; width: 100%; margin: .75rem 0; padding: .75rem 1rem; font: inherit; text-align: left; cursor: pointer; }
</style>
<main>
  <h1>Who are you?</h1>
  <p>This laptop takes your word for it. A stage on AWS asks for a password.</p>
  <form method="post" action="${path}">
${people
  .map(
    ({ subject, name, role }) =>
      `    <button name="person" value="${subject}">${name} <small>(${whatTheyMay[role]})</small></button>`,
  )
  .join('\n')}
  </form>
</main>
</html>
`;

const whatTheyMay = {
  viewer: 'viewer: reads everything',
  operator: 'operator: also uploads, retries, withdraws and corrects',
} as const;

/** Answers `/choose/…`: the page on which somebody says who they are, and what comes of it. */
export async function choosePerson(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    });
    response.end(page(request.url ?? ''));
    return;
  }
  const person = new URLSearchParams(await bodyOf(request)).get('person');
  const known = people.find(({ subject }) => subject === person);
  const result =
    known === undefined
      ? { error: 'access_denied', error_description: 'There is no such person.' }
      : { login: { accountId: known.subject } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const longestBody = 10_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > longestBody) {
      throw new Error('The form is too long.');
    }
  }
  return text;
}
