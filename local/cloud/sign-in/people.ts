/** Somebody whom the laptop's sign-in page offers. */
export interface Person {
  readonly subject: string;
  readonly name: string;
  readonly role: 'viewer' | 'operator';
}

export const people: readonly Person[] = [
  { subject: 'vera', name: 'Vera Viewer', role: 'viewer' },
  { subject: 'olga', name: 'Olga Operator', role: 'operator' },
];
