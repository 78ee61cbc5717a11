/** A sentence of the document, with what stands in backticks as code. */
export function MarkedText({ text }: { text: string }) {
  return text.split('`').map((part, index) =>
    // Odd parts stood between backticks.
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text
    index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
  );
}
