import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { StageError } from '../../../lib/stages/stage-error.ts';
import { addStacks } from '../fixtures/synthesis.ts';

const projectRoot = path.join(import.meta.dirname, '..', '..', '..');

describe('a stage', () => {
  it('must be named, and the refusal names those that exist', () => {
    expect(() => addStacks(undefined)).toThrow(StageError);
    expect(() => addStacks(undefined)).toThrow(
      'No stage was named. Add -c stage=<name> with one of: local, dev, staging, prod.',
    );
  });

  it('must exist, also when its name is one that every object has', () => {
    expect(() => addStacks('production')).toThrow('There is no stage "production". Add -c stage=<name> with one of');
    expect(() => addStacks('constructor')).toThrow(StageError);
  });

  it('is refused to credentials of another account, saying what, where and what to do', () => {
    const act = () => addStacks('prod', { environment: { CDK_DEFAULT_ACCOUNT: '999999999999' } });
    expect(act).toThrow(StageError);
    expect(act).toThrow('belongs to the AWS account 333333333333 (lib/stages/prod.ts)');
    expect(act).toThrow('the credentials at hand are of account 999999999999');
    expect(act).toThrow('Use credentials of 333333333333');
  });

  it('is taken with credentials of its own account, or with none', () => {
    const { data } = addStacks('prod', { environment: { CDK_DEFAULT_ACCOUNT: '333333333333' } });
    expect(data.account).toBe('333333333333');
    expect(addStacks('prod').data.account).toBe('333333333333');
  });
});

describe('code that no commit holds', () => {
  const prodAccount = { CDK_DEFAULT_ACCOUNT: '333333333333' };
  const deploying = (stage: string, codeVersion: string, environment: Record<string, string>) => () =>
    addStacks(stage, { codeVersion, environment });

  it('is refused for prod, saying what to do', () => {
    const changed = deploying('prod', '1.2.3+abcdef0.changed', prodAccount);
    expect(changed).toThrow(StageError);
    expect(changed).toThrow('takes only what is committed, and files here differ from the last commit');
    expect(changed).toThrow('commit them, or take them away');
    expect(deploying('prod', '1.2.3', prodAccount)).toThrow('there is no commit here');
  });

  it('is taken where nothing can be deployed, and on stages that try things', () => {
    expect(deploying('prod', '1.2.3+abcdef0.changed', {})).not.toThrow();
    expect(deploying('dev', '1.2.3+abcdef0.changed', { CDK_DEFAULT_ACCOUNT: '111111111111' })).not.toThrow();
    expect(deploying('prod', '1.2.3+abcdef0', prodAccount)).not.toThrow();
  });
});

describe('endpoint variables', () => {
  const glue = { AWS_ENDPOINT_URL_GLUE: 'http://127.0.0.1:4000' };

  it.each(['dev', 'staging', 'prod'])('are refused on %s, which runs on AWS', (stage) => {
    expect(() => addStacks(stage, { environment: glue })).toThrow('AWS_ENDPOINT_URL_GLUE is set, but stage');
  });

  it('must be URLs', () => {
    const environment = { AWS_ENDPOINT_URL_RDS_DATA: 'localhost:5000' };
    expect(() => addStacks('local', { environment })).toThrow('AWS_ENDPOINT_URL_RDS_DATA must be an http or https URL');
  });
});

describe('the entry point', () => {
  it('prints a refusal without a stack trace and fails', () => {
    const environment = { PATH: process.env['PATH'] ?? '', CDK_CONTEXT_JSON: '{"stage":"nowhere"}' };
    const command = ['--import', 'tsx', 'bin/countinghouse.ts'];
    const { status, stderr } = spawnSync(process.execPath, command, {
      cwd: projectRoot,
      env: environment,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('There is no stage "nowhere"');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
