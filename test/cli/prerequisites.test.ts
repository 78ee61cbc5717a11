import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { missingPrerequisites, thisMachine } from '../../local/install/prerequisites.mjs';
import { makeBareCheckout } from './bare-checkout.ts';

const complete = { nodeVersion: '20.19.0', findPython: () => '/usr/bin/python3', findJava: () => 17 };
const fresh = { pythonInstalled: false };

describe('Prerequisites', () => {
  it('are all there on a machine with Node 20.19, Python and Java 17', () => {
    expect(missingPrerequisites(complete, fresh)).toEqual([]);
  });

  it.each(['18.20.0', '20.18.9'])('Node %s is too old', (nodeVersion) => {
    expect(missingPrerequisites({ ...complete, nodeVersion }, fresh)).toEqual([expect.stringContaining(nodeVersion)]);
  });

  it.each(['20.19.1', '22.0.0', '24.1.0'])('Node %s will do', (nodeVersion) => {
    expect(missingPrerequisites({ ...complete, nodeVersion }, fresh)).toEqual([]);
  });

  it('Java 11 is too old, and no Java is said to be none', () => {
    expect(missingPrerequisites({ ...complete, findJava: () => 11 }, fresh)[0]).toContain('this is 11');
    expect(missingPrerequisites({ ...complete, findJava: () => null }, fresh)[0]).toContain('none with javac');
  });

  it('no Python is missing only as long as there is no environment made from it', () => {
    const machine = { ...complete, findPython: () => null };
    expect(missingPrerequisites(machine, fresh)[0]).toContain('apt-get install python3 python3-venv');
    expect(missingPrerequisites(machine, { pythonInstalled: true })).toEqual([]);
  });

  it('are found on the machine that runs the tests', () => {
    expect(missingPrerequisites(thisMachine, fresh)).toEqual([]);
  });

  it('that are missing are all named, with exit code 2, and nothing is made', () => {
    const checkout = makeBareCheckout();
    const before = checkout.names();
    const { exitCode, stderr } = checkout.start([], { PATH: checkout.path });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/missing: Python 3\.10.*\n.*missing: A JDK/);
    expect(checkout.names()).toEqual(before);
    rmSync(checkout.path, { recursive: true });
  });
});
