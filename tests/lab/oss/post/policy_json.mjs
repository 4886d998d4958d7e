/**
 * JSON as form policies use it: the standard plus the escape `\$`, with errors worded as OSS words
 * them.
 */

/** Thrown with the text that follows `Invalid JSON: `. */
export class PolicyJsonError extends Error {}

const ESCAPES = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  $: '$',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Parser {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  parse() {
    const value = this.#value();
    this.#blanks();
    if (this.#at < this.#text.length) throw this.#unknown();
    return value;
  }

  #blanks() {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #unknown() {
    return new PolicyJsonError(`unknown char ${this.#text[this.#at] ?? 'EOF'}`);
  }

  #eat(char) {
    this.#blanks();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #value() {
    if (this.#eat('{')) return this.#object();
    if (this.#eat('[')) return this.#array();
    if (this.#eat('"')) return this.#string();
    const match = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
    match.lastIndex = this.#at;
    const literal = match.exec(this.#text);
    if (!literal) throw this.#unknown();
    this.#at += literal[0].length;
    return JSON.parse(literal[0]);
  }

  #object() {
    const object = {};
    if (this.#eat('}')) return object;
    do {
      if (!this.#eat('"')) throw this.#unknown();
      const name = this.#string();
      if (!this.#eat(':')) throw new PolicyJsonError(': expected');
      object[name] = this.#value();
    } while (this.#eat(','));
    if (!this.#eat('}')) throw new PolicyJsonError(', or } expected');
    return object;
  }

  #array() {
    const array = [];
    if (this.#eat(']')) return array;
    do array.push(this.#value());
    while (this.#eat(','));
    if (!this.#eat(']')) throw new PolicyJsonError(', or ] expected');
    return array;
  }

  #string() {
    let out = '';
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) throw this.#unknown();
      if (char === '"') return out;
      out += char === '\\' ? this.#escape() : char;
    }
  }

  #escape() {
    const char = this.#text[this.#at++];
    if (char === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw this.#unknown();
      this.#at += 4;
      return String.fromCharCode(parseInt(hex, 16));
    }
    if (!(char in ESCAPES)) throw new PolicyJsonError(`unknown char ${char}`);
    return ESCAPES[char];
  }
}

/** @param {string} text @returns {unknown} @throws {PolicyJsonError} */
export const parsePolicyJson = (text) => new Parser(text).parse();
