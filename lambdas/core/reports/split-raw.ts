/**
 * Cuts the text of a quarantined row into fields, as far as that goes: what is behind a closing quote stays with its field,
 * and a quote that is never closed takes the rest.
 */
export function splitRaw(raw: string): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const { text, end } = raw[at] === '"' ? quotedField(raw, at + 1) : plainField(raw, at);
    fields.push(text);
    if (end >= raw.length) {
      return fields;
    }
    at = end + 1; // the comma
  }
}

interface Field {
  readonly text: string;
  /** Where the comma behind it stands, or the end. */
  readonly end: number;
}

function plainField(raw: string, from: number): Field {
  const comma = raw.indexOf(',', from);
  const end = comma === -1 ? raw.length : comma;
  return { text: raw.slice(from, end), end };
}

/** @param from behind the opening quote */
function quotedField(raw: string, from: number): Field {
  let text = '';
  for (let at = from; ; ) {
    const quote = raw.indexOf('"', at);
    if (quote === -1) {
      return { text: text + raw.slice(at), end: raw.length };
    }
    text += raw.slice(at, quote);
    if (raw[quote + 1] !== '"') {
      const rest = plainField(raw, quote + 1);
      return { text: text + rest.text, end: rest.end };
    }
    text += '"';
    at = quote + 2;
  }
}
