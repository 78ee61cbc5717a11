import { Hono } from 'hono';
import createClient from 'openapi-fetch';
import { beforeEach, describe, expect, it } from 'vitest';
import { rememberedAnswers } from '../../dashboard/src/api/remembered-answers.ts';
import type { ApiEnv } from '../../lambdas/api/api.ts';
import { caching } from '../../lambdas/api/http/caching.ts';

interface Paths {
  '/figures': {
    get: {
      parameters: { query?: { page?: string } };
      responses: { 200: { content: { 'application/json': { sum: string; text: string } } } };
    };
  };
}

/** An API that tags its answers as ours does, and what went over the line. */
function figures() {
  const state = { sum: '1.00', text: '' };
  const sent: { status: number; characters: number }[] = [];
  const app = new Hono<ApiEnv>();
  app.use(caching);
  app.get('/figures', (context) => context.json(state));
  const client = createClient<Paths>({
    baseUrl: 'https://dashboard.test/',
    fetch: async (request) => {
      const answer = await app.fetch(request);
      const text = await answer.clone().text();
      sent.push({ status: answer.status, characters: text.length });
      return answer;
    },
  });
  client.use(rememberedAnswers());
  return { state, sent, client };
}

describe('an answer that is asked for again', () => {
  let api: ReturnType<typeof figures>;
  beforeEach(() => {
    api = figures();
  });

  it('comes from memory while the server says that it has not changed', async () => {
    const first = await api.client.GET('/figures');
    const again = await api.client.GET('/figures');
    expect(first.data).toEqual({ sum: '1.00', text: '' });
    expect(again.data).toEqual(first.data);
    expect(again.response.status).toBe(200);
    expect(api.sent).toEqual([
      { status: 200, characters: 24 },
      { status: 304, characters: 0 },
    ]);
  });

  it('is the new one once it has changed, and is remembered in its place', async () => {
    await api.client.GET('/figures');
    api.state.sum = '2.00';
    expect((await api.client.GET('/figures')).data).toMatchObject({ sum: '2.00' });
    expect((await api.client.GET('/figures')).data).toMatchObject({ sum: '2.00' });
    expect(api.sent.map(({ status }) => status)).toEqual([200, 200, 304]);
  });

  it('is remembered for each address by itself', async () => {
    await api.client.GET('/figures', { params: { query: { page: '1' } } });
    await api.client.GET('/figures', { params: { query: { page: '2' } } });
    expect(api.sent.map(({ status }) => status)).toEqual([200, 200]);
  });

  it('is forgotten when too many others came since', async () => {
    for (let page = 0; page <= 60; page++) {
      await api.client.GET('/figures', { params: { query: { page: String(page) } } });
    }
    api.sent.length = 0;
    await api.client.GET('/figures', { params: { query: { page: '60' } } });
    await api.client.GET('/figures', { params: { query: { page: '0' } } });
    expect(api.sent.map(({ status }) => status)).toEqual([304, 200]);
  });

  it('is forgotten when the others are too large', async () => {
    api.state.text = 'x'.repeat(3_000_000);
    for (const page of ['a', 'b', 'c']) await api.client.GET('/figures', { params: { query: { page } } });
    api.sent.length = 0;
    for (const page of ['c', 'b', 'a']) await api.client.GET('/figures', { params: { query: { page } } });
    expect(api.sent.map(({ status }) => status)).toEqual([304, 304, 200]);
  });
});
