/** Licences that let anybody use, change and ship what is under them, on the one condition that it is said. */
export const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CNRI-Python',
  'ISC',
  'MIT',
  'MIT-0',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'ZPL-2.1',
]);

export interface Exception {
  readonly name: RegExp;
  readonly licence: string;
  readonly reason: string;
}

/** Other licences, on packages that are used as they are and never shipped. */
export const exceptions: readonly Exception[] = [
  { name: /^axe-core$/, licence: 'MPL-2.0', reason: 'Looks at pages in the browser tests; unchanged.' },
  {
    name: /^lightningcss(-|$)/,
    licence: 'MPL-2.0',
    reason: 'Vite lays out styles with it while it builds; unchanged.',
  },
  { name: /^hypothesis$/, licence: 'MPL-2.0', reason: 'Makes the cases of the Python property tests; unchanged.' },
  { name: /^pathspec$/, licence: 'MPL-2.0', reason: 'mypy finds files with it; unchanged.' },
  { name: /^certifi$/, licence: 'MPL-2.0', reason: 'Certificates for the LocalStack that the tests start; unchanged.' },
  {
    name: /^crontab$/,
    licence: 'LGPL-2.1-or-later',
    reason: 'Part of the LocalStack that the tests start; unchanged.',
  },
];

/** Whether an SPDX expression leaves a permissive choice: one side of OR, every side of AND. */
export function isPermissive(expression: string): boolean {
  return expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => permissive.has(licence)));
}

/** Whether a package may be used under its licence. */
export const isAdmitted = (name: string, licence: string): boolean =>
  isPermissive(licence) || exceptions.some((one) => one.name.test(name) && one.licence === licence);
