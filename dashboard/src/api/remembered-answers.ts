import type { Middleware } from 'openapi-fetch';

interface Answer {
  readonly etag: string;
  readonly body: string;
  readonly headers: Headers;
}

/** What is asked for again and again is a page of a list and a few details of it. */
const mostAnswers = 60;
/** Characters of all bodies together. A page of 200 branches has 40,000. */
const mostCharacters = 8_000_000;

/**
 * Remembers the answers to GETs by their ETag and asks with If-None-Match: what has not changed is answered by 304 without
 * a body, and the remembered answer takes its place. Asking often costs next to nothing then. The browser's own cache would
 * do the same, where it is not full or switched off.
 */
export function rememberedAnswers(): Middleware {
  const answers = new Map<string, Answer>();
  let characters = 0;

  const forget = (url: string) => {
    characters -= answers.get(url)?.body.length ?? 0;
    answers.delete(url);
  };
  const remember = (url: string, answer: Answer) => {
    forget(url);
    answers.set(url, answer);
    characters += answer.body.length;
    for (const oldest of answers.keys()) {
      if (answers.size <= mostAnswers && characters <= mostCharacters) break;
      forget(oldest);
    }
  };

  return {
    onRequest({ request }) {
      const answer = request.method === 'GET' ? answers.get(request.url) : undefined;
      if (answer) request.headers.set('if-none-match', answer.etag);
      return request;
    },
    async onResponse({ request, response }) {
      if (request.method !== 'GET') return response;
      const known = answers.get(request.url);
      if (response.status === 304 && known) {
        remember(request.url, known); // it is the newest now
        return new Response(known.body, { status: 200, headers: known.headers });
      }
      const etag = response.headers.get('etag');
      if (response.status === 200 && etag && isJson(response)) {
        remember(request.url, { etag, body: await response.clone().text(), headers: response.headers });
      }
      return response;
    },
  };
}

function isJson(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('application/json') ?? false;
}
