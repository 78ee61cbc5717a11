import { describe, expect, it } from 'vitest';
import { isAllowed, type Statement } from './evaluate.ts';

const reads: Statement = {
  effect: 'Allow',
  actions: ['s3:GetObject', 's3:List*'],
  resources: ['arn:aws:s3:::figures/results/*'],
  conditions: {},
};
const read = (resource: string, action = 's3:GetObject') => ({ action, resource, context: {} });

describe('a role', () => {
  it('may do what a statement says, to what it names', () => {
    expect(isAllowed([reads], read('arn:aws:s3:::figures/results/a/b.csv'))).toBe(true);
    expect(isAllowed([reads], read('arn:aws:s3:::figures/results/a', 's3:ListParts'))).toBe(true);
  });

  it.each([
    ['to something else', 'arn:aws:s3:::figures/landing/a', 's3:GetObject'],
    ['to something whose name only begins so', 'arn:aws:s3:::figures/results', 's3:GetObject'],
    ['something else', 'arn:aws:s3:::figures/results/a', 's3:GetObjectVersion'],
    ['something that only looks like its pattern', 'arn:aws:s3:::figures-results/a', 's3:GetObject'],
  ])('may not do it %s', (_, resource, action) => {
    expect(isAllowed([reads], read(resource, action))).toBe(false);
  });

  it('may nothing without a statement', () => {
    expect(isAllowed([], read('arn:aws:s3:::figures/results/a'))).toBe(false);
  });

  it('may not do what another statement denies', () => {
    const denied: Statement = { ...reads, effect: 'Deny', resources: ['*'] };
    expect(isAllowed([reads, denied], read('arn:aws:s3:::figures/results/a'))).toBe(false);
  });

  it('may only do it under the conditions of the statement', () => {
    const conditions = { StringLike: { 's3:prefix': ['landing/*'] } };
    const listing: Statement = { ...reads, actions: ['s3:ListBucket'], resources: ['*'], conditions };
    const list = (context: Record<string, string>) =>
      isAllowed([listing], { action: 's3:ListBucket', resource: 'arn:aws:s3:::figures', context });
    expect(list({ 's3:prefix': 'landing/branch-stats/' })).toBe(true);
    expect(list({ 's3:prefix': '' })).toBe(false);
    expect(list({})).toBe(false);
  });

  it('is not judged by a condition that is not understood', () => {
    const odd: Statement = { ...reads, conditions: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } };
    expect(() => isAllowed([odd], read('arn:aws:s3:::figures/results/a'))).toThrow('IpAddress');
  });
});
