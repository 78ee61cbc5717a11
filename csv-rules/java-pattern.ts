/**
 * Declared patterns are Java's regular expressions for a whole value. This translates those that mean the same in
 * JavaScript, code point by code point: literals, `.`, `\d \w \s` and their opposites, plain classes, groups, `|` and
 * quantifiers. Whatever else Java knows (or knows differently) is left to the job: look-around, back references,
 * possessive quantifiers, flags, class operations, `\p{…}`, `\b`, `\Q…\E`, anchors but around the whole.
 */
export type Translated =
  | { readonly checkable: true; readonly expression: RegExp; readonly repeatsGroup: boolean }
  | { readonly checkable: false };

class NotShared extends Error {}

/** @param pattern as declared */
export function translatePattern(pattern: string): Translated {
  try {
    const translation = new Translation(pattern);
    const source = translation.whole();
    return { checkable: true, expression: new RegExp(source, 'u'), repeatsGroup: translation.repeatsGroup };
  } catch (error) {
    if (error instanceof NotShared || error instanceof SyntaxError) return { checkable: false };
    throw error;
  }
}

// Java's `\s` is of ASCII only, and its `.` leaves out one line terminator more than JavaScript's.
const spaces = ' \\t\\n\\u{b}\\f\\r';
const classEscapes: Readonly<Record<string, string>> = { d: '0-9', w: 'a-zA-Z0-9_', s: spaces };
const controls: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, r: 0x0d, f: 0x0c, a: 0x07, e: 0x1b };
const anyButLineEnds = '[^\\n\\r\\u{85}\\u{2028}\\u{2029}]';
const quantifier = /^(?:[*+?]|\{(\d{1,5})(?:,(\d{0,5}))?\})/;

class Translation {
  repeatsGroup = false;
  private readonly pattern: string;
  private at = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  whole(): string {
    if (this.peek() === '^') this.at++;
    const body = this.alternatives();
    if (this.at < this.pattern.length) throw new NotShared();
    return `^(?:${body})$`;
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private take(): string {
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) throw new NotShared();
    const taken = String.fromCodePoint(code);
    this.at += taken.length;
    return taken;
  }

  private alternatives(): string {
    let source = '';
    while (this.at < this.pattern.length && this.peek() !== ')') {
      if (this.peek() === '$' && this.at === this.pattern.length - 1) {
        this.at++;
        return source;
      }
      source += this.peek() === '|' ? this.take() : this.quantified();
    }
    return source;
  }

  private quantified(): string {
    const isGroup = this.peek() === '(';
    const atom = isGroup ? this.group() : this.atom();
    const found = quantifier.exec(this.pattern.slice(this.at));
    if (found === null) return atom;
    this.at += found[0].length;
    // Whether a match is found first by a longer or a shorter repetition is the same for the whole value.
    if (this.peek() === '?') this.at++;
    if (/[*+?{]/.test(this.peek())) throw new NotShared();
    const atMostOnce = found[0] === '?' || found[0] === '{1}' || found[2] === '1';
    if (isGroup && !atMostOnce) this.repeatsGroup = true;
    return atom + found[0];
  }

  private group(): string {
    this.at++;
    if (this.peek() === '?') {
      if (this.pattern[this.at + 1] !== ':') throw new NotShared();
      this.at += 2;
    }
    const body = this.alternatives();
    if (this.peek() !== ')') throw new NotShared();
    this.at++;
    return `(?:${body})`;
  }

  private atom(): string {
    const taken = this.take();
    if (taken === '.') return anyButLineEnds;
    if (taken === '[') return this.characterClass();
    if (taken === '\\') return this.escape();
    if (/[*+?{^$]/.test(taken)) throw new NotShared();
    return literal(taken);
  }

  private escape(): string {
    const taken = this.take();
    const set = classEscapes[taken.toLowerCase()];
    if (set !== undefined) return taken === taken.toLowerCase() ? `[${set}]` : `[^${set}]`;
    return this.escapedCharacter(taken);
  }

  private escapedCharacter(taken: string): string {
    const control = controls[taken];
    if (control !== undefined) return literal(String.fromCodePoint(control));
    if (taken === 'x') return this.hexadecimal(2);
    if (taken === 'u') return this.hexadecimal(4);
    // Java takes any other escaped letter or digit for something of its own.
    if (/[\p{L}\p{N}]/u.test(taken)) throw new NotShared();
    return literal(taken);
  }

  private hexadecimal(digits: number): string {
    const text = this.pattern.slice(this.at, this.at + digits);
    if (text.length !== digits || !/^[0-9a-fA-F]+$/.test(text)) throw new NotShared();
    this.at += digits;
    return literal(String.fromCodePoint(Number.parseInt(text, 16)));
  }

  private characterClass(): string {
    const negated = this.peek() === '^';
    if (negated) this.at++;
    let source = '';
    let first = true;
    while (first || this.peek() !== ']') {
      if (first && this.peek() === ']') throw new NotShared();
      source += this.classMember();
      first = false;
    }
    this.at++;
    return `[${negated ? '^' : ''}${source}]`;
  }

  private classMember(): string {
    if (this.peek() === '\\') {
      const set = classEscapes[this.pattern[this.at + 1] ?? ''];
      if (set !== undefined) {
        this.at += 2;
        // Behind a set, a hyphen may only be the last character.
        if (this.peek() === '-' && this.pattern[this.at + 1] !== ']') throw new NotShared();
        return set;
      }
    }
    const hyphen = this.peek() === '-';
    const from = this.classCharacter();
    if (hyphen && this.peek() === '-') throw new NotShared();
    if (this.peek() !== '-' || this.pattern[this.at + 1] === ']') return from;
    this.at++;
    return `${from}-${this.classCharacter()}`;
  }

  private classCharacter(): string {
    const taken = this.take();
    if (taken === '[' || taken === '^' || (taken === '&' && this.peek() === '&')) throw new NotShared();
    return taken === '\\' ? this.escapedCharacter(this.take()) : literal(taken);
  }
}

/** Written by its code, so that no character means anything but itself. */
function literal(character: string): string {
  const code = character.codePointAt(0) as number;
  // Half a pair may join with a half of the text, each language in its own way.
  if (code >= 0xd800 && code <= 0xdfff) throw new NotShared();
  return `\\u{${code.toString(16)}}`;
}
