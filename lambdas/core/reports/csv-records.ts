/**
 * Cuts the text of a well-formed CSV file (RFC 4180) into records. The text may come in pieces torn anywhere.
 * @throws Error when it ends within quotes.
 */
export async function* csvRecords(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  const reader = new RecordReader();
  for await (const piece of pieces) {
    yield* reader.read(piece);
  }
  yield* reader.end();
}

class RecordReader {
  #record: string[] = [];
  #field = '';
  /** `closing`: after a quote within quotes, which ends the field or, doubled, is a quote itself. */
  #place: 'plain' | 'quoted' | 'closing' = 'plain';

  *read(piece: string): Generator<string[]> {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const character = piece[at];
      if (this.#place === 'quoted') {
        if (character === '"') {
          this.#field += piece.slice(start, at);
          start = at + 1;
          this.#place = 'closing';
        }
        continue;
      }
      if (character === '"') {
        // Of a doubled quote the second one is kept.
        start = this.#place === 'closing' ? at : at + 1;
        this.#place = 'quoted';
      } else if (character === ',' || character === '\n') {
        this.#endField(piece.slice(start, at), character);
        start = at + 1;
        if (character === '\n') {
          yield this.#takeRecord();
        }
      }
    }
    this.#keep(piece.slice(start));
  }

  *end(): Generator<string[]> {
    if (this.#place === 'quoted') {
      throw new Error('The CSV text ends within quotes.');
    }
    if (this.#field !== '' || this.#place === 'closing' || this.#record.length > 0) {
      this.#endField('', '\n');
      yield this.#takeRecord();
    }
  }

  /** After the closing quote nothing belongs to the field but, before the newline, the CR of the record's end. */
  #keep(text: string): void {
    if (this.#place !== 'closing') {
      this.#field += text;
    }
  }

  #endField(rest: string, end: string): void {
    this.#keep(rest);
    this.#record.push(this.#place === 'plain' && end === '\n' ? this.#field.replace(/\r$/, '') : this.#field);
    this.#field = '';
    this.#place = 'plain';
  }

  #takeRecord(): string[] {
    const record = this.#record;
    this.#record = [];
    return record;
  }
}
