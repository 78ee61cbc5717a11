import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { converse, SCENES } from './worker/conversation.ts';

const conversations: unknown = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'worker/conversations.json'), 'utf8'),
);

describe('the model of a worker', () => {
  it.each(Object.entries(SCENES))('says to the database what the real worker says: %s', async (name, scene) => {
    expect(conversations).toHaveProperty([name], await converse(scene));
  });
});
