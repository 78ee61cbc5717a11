/** What a reader sees, back as a decimal string: the locale's own separators, signs and digits undone. */
export function parsedAmount(text: string, locale: string | undefined): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(-1234567.8);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const digits = Array.from({ length: 10 }, (_, digit) => new Intl.NumberFormat(locale).format(digit));
  const plain = text.replaceAll(of('group'), '').replace(of('decimal'), '.').replace(of('minusSign'), '-');
  return [...plain]
    .map((sign) => (digits.includes(sign) ? String(digits.indexOf(sign)) : sign))
    .filter((sign) => /[\d.-]/.test(sign)) // no marks of direction and no space beside a currency
    .join('');
}
