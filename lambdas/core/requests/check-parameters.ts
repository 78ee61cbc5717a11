import type { JobType, ParameterDeclaration } from '../job-types/index.ts';

const MOST_COMPLAINTS = 3;

/**
 * Checks the parameters of a request against the job type's declaration.
 * @returns what is wrong, as a sentence; undefined when nothing is
 */
export function checkParameters(
  given: Readonly<Record<string, string>>,
  { name, parameters: declared = [] }: JobType,
): string | undefined {
  const known = new Map(declared.map((parameter) => [parameter.name, parameter]));
  const unknown = Object.keys(given).filter((parameter) => !known.has(parameter));
  const complaints = [
    ...unknown.map((parameter) => `${JSON.stringify(parameter)} is none of the job type's parameters`),
    ...declared.flatMap((parameter) => {
      const wrong = complaintAbout(parameter, given[parameter.name]);
      return wrong === undefined ? [] : [`${JSON.stringify(parameter.name)} ${wrong}`];
    }),
  ];
  if (complaints.length === 0) {
    return undefined;
  }
  const takes = declared.length === 0 ? 'takes no parameters' : `takes ${declared.map((one) => one.name).join(', ')}`;
  return `The job type ${name} ${takes}: ${complaints.slice(0, MOST_COMPLAINTS).join('; ')}.`;
}

function complaintAbout(parameter: ParameterDeclaration, value: string | undefined): string | undefined {
  if (value === undefined) {
    return parameter.required ? 'is missing' : undefined;
  }
  switch (parameter.type) {
    case 'string':
      return aboutText(parameter, value);
    case 'decimal':
      return isDecimal(value, parameter.precision, parameter.scale)
        ? aboutBounds(parameter, value)
        : `must be a decimal number of at most ${parameter.precision} digits, ${parameter.scale} of them after the point`;
    case 'integer':
      return /^-?\d{1,38}$/.test(value) ? aboutBounds(parameter, value) : 'must be a whole number';
    case 'date':
      return isDate(value) ? undefined : 'must be a day of the calendar, as 2026-05-31';
  }
}

function aboutText(
  { maxLength, allowed }: Extract<ParameterDeclaration, { type: 'string' }>,
  value: string,
): string | undefined {
  if (maxLength !== undefined && [...value].length > maxLength) {
    return `must not be longer than ${maxLength} characters`;
  }
  return allowed === undefined || allowed.includes(value) ? undefined : `must be one of ${allowed.join(', ')}`;
}

function isDecimal(value: string, precision: number, scale: number): boolean {
  const [, whole = '', fraction = ''] = /^-?(\d{1,38})(?:\.(\d{1,38}))?$/.exec(value) ?? [];
  return whole !== '' && fraction.length <= scale && whole.replace(/^0+/, '').length <= precision - scale;
}

function aboutBounds(
  { minimum, maximum }: { readonly minimum?: string | undefined; readonly maximum?: string | undefined },
  value: string,
): string | undefined {
  if (minimum !== undefined && scaled(value) < scaled(minimum)) {
    return `must not be less than ${minimum}`;
  }
  return maximum !== undefined && scaled(value) > scaled(maximum) ? `must not be more than ${maximum}` : undefined;
}

/** A decimal as a whole number of 10^-38: exact, and comparable with every other. */
function scaled(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const digits = BigInt(whole + fraction.padEnd(38, '0'));
  return decimal.startsWith('-') ? -digits : digits;
}

function isDate(value: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
