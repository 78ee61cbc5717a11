import { describe, expect, it } from 'vitest';
import { parseCostArguments } from '../../cost/arguments.ts';
import { usualLoad } from '../../cost/load.ts';

describe('the arguments of npm run cost', () => {
  it('are a stage, and the usual load where nothing else is said', () => {
    expect(parseCostArguments(['--stage', 'prod'])).toEqual({ stage: 'prod', isJson: false, load: usualLoad });
  });

  it('take rows with the units of the other commands', () => {
    const wished = parseCostArguments(['--stage', 'dev', '--rows-per-day', '250K', '--files-per-day', '4', '--json']);
    expect(wished).toMatchObject({ stage: 'dev', isJson: true, load: { rowsPerDay: 250_000, filesPerDay: 4 } });
  });

  it.each([
    [[], 'name a stage on AWS'],
    [['--stage', 'local'], 'name a stage on AWS'],
    [['--stage', 'prod', '--users', 'ten'], '--users must be a whole number from 0 to 100000, not "ten"'],
    [['--stage', 'prod', '--hours-per-user', '9'], '--hours-per-user must not exceed --working-hours'],
    [['--stage', 'prod', '--files-per-day', '0', '--rows-per-day', '1m'], '--files-per-day must be at least 1'],
    [['--stage', 'prod', '--region', 'x'], "Unknown option '--region'"],
  ])('refuse %j', (argv, message) => {
    expect(() => parseCostArguments(argv)).toThrow(message);
  });
});
