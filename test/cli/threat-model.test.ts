import { describe, expect, it } from 'vitest';
import { exists, proofsOf, readPage } from './named-proofs.ts';

const page = readPage('docs/threat-model.md');
const threats = page.split('\n').filter((line) => /^\| [STRIDE] +\|/.test(line));

describe('The threat model', () => {
  it('has each kind of STRIDE', () => {
    expect([...new Set(threats.map((line) => line.charAt(2)))].sort().join('')).toBe('DEIRST');
  });

  it.each(threats)('has a control and a proof for each threat: %s', (threat) => {
    const [, , what, control, proof] = threat.split('|').map((cell) => cell.trim());
    expect([what, control, proof]).not.toContain('');
    expect(proofsOf(threat)).toHaveLength(1);
  });

  it.each(proofsOf(page))('names a test that exists: $title', (proof) => {
    expect(exists(proof), proof.file).toBe(true);
  });
});
