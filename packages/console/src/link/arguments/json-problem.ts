/** What is wrong with a text that should be JSON, and where: an offset into it. */
export interface JsonProblem {
  readonly problem: string;
  readonly offset: number;
}

/** Deeper than anybody types. */
const MAX_DEPTH = 500;

const ESCAPES = '"\\/bfnrt';

/**
 * Finds the first thing that is wrong with a text that `JSON.parse` refuses. Browsers say it each in their own words, some
 * without the place.
 */
export function findJsonProblem(text: string): JsonProblem {
  try {
    new JsonScanner(text).scanDocument();
  } catch (error) {
    if (error instanceof Found) return { problem: error.message, offset: error.offset };
    throw error;
  }
  return { problem: "this is not JSON", offset: 0 };
}

/** Thrown to leave the scanner, from whatever depth. */
class Found extends Error {
  readonly offset: number;

  constructor(problem: string, offset: number) {
    super(problem);
    this.offset = offset;
  }
}

class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scanDocument(): void {
    this.#skipSpace();
    if (this.#isAtEnd) this.#fail('there is no value yet: a text is written as "text", a number as 1');
    this.#scanValue(0);
    this.#skipSpace();
    if (!this.#isAtEnd) this.#fail("the value has ended, and something comes behind it");
  }

  get #next(): string {
    return this.#text[this.#at] ?? "";
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #fail(problem: string, offset = this.#at): never {
    throw new Found(problem, offset);
  }

  #skipSpace(): void {
    while (this.#next !== "" && " \t\n\r".includes(this.#next)) this.#at++;
    if (/^\/[/*]/.test(this.#text.slice(this.#at, this.#at + 2))) this.#fail("JSON has no comments");
  }

  #take(character: string): boolean {
    this.#skipSpace();
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }

  #scanValue(depth: number): void {
    if (depth > MAX_DEPTH) this.#fail("this is nested too deeply");
    this.#skipSpace();
    const next = this.#next;
    if (next === "") this.#fail("a value is missing");
    else if (next === "{") this.#scanObject(depth);
    else if (next === "[") this.#scanArray(depth);
    else if (next === '"') this.#scanString();
    else if (next === "'" || next === "‘" || next === "“")
      this.#fail("texts take straight double quotation marks");
    else if (/[-+.\d]/.test(next)) this.#scanNumber();
    else this.#scanWord();
  }

  #scanObject(depth: number): void {
    this.#at++;
    if (this.#take("}")) return;
    do {
      this.#skipSpace();
      if (this.#next === "}") this.#fail("there is a comma too many in front of }");
      if (this.#isAtEnd) this.#fail("a } is missing");
      if (this.#next !== '"') this.#fail("the name of a member takes straight double quotation marks");
      this.#scanString();
      if (!this.#take(":")) this.#fail("a colon is missing after the name");
      this.#scanValue(depth + 1);
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("a comma or } is missing");
  }

  #scanArray(depth: number): void {
    this.#at++;
    if (this.#take("]")) return;
    do {
      this.#skipSpace();
      if (this.#next === "]") this.#fail("there is a comma too many in front of ]");
      if (this.#isAtEnd) this.#fail("a ] is missing");
      this.#scanValue(depth + 1);
    } while (this.#take(","));
    if (!this.#take("]")) this.#fail("a comma or ] is missing");
  }

  #scanString(): void {
    const start = this.#at++;
    for (; this.#next !== '"'; this.#at++) {
      if (this.#isAtEnd) this.#fail("the text that begins here has no closing quotation mark", start);
      if (this.#next === "\n") this.#fail("a line break within a text is written as \\n");
      if (this.#next < " ") this.#fail("this character has to be escaped, a tab as \\t for example");
      if (this.#next === "\\") this.#scanEscape();
    }
    this.#at++;
  }

  #scanEscape(): void {
    const start = this.#at++;
    if (this.#next === "u") {
      if (!/^[\da-f]{4}$/i.test(this.#text.slice(this.#at + 1, this.#at + 5)))
        this.#fail("\\u takes four hexadecimal digits", start);
      this.#at += 4;
    } else if (!this.#isAtEnd && !ESCAPES.includes(this.#next)) {
      this.#fail("JSON does not know this escape; a backslash itself is written as \\\\", start);
    }
  }

  #scanNumber(): void {
    const start = this.#at;
    const written = /^[-+.\w]+/.exec(this.#text.slice(start))?.[0] ?? "";
    if (!/^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i.test(written)) {
      const isZeroFirst = /^-?0\d/.test(written);
      this.#fail(isZeroFirst ? "a number does not begin with 0" : "this is not a number that JSON knows");
    }
    this.#at += written.length;
  }

  #scanWord(): void {
    const word = /^[\p{L}\p{N}_$-]+/u.exec(this.#text.slice(this.#at))?.[0];
    if (word === undefined) this.#fail("a value is missing");
    else if (["true", "false", "null"].includes(word)) this.#at += word.length;
    else this.#fail(`texts take double quotation marks: "${word.slice(0, 20)}"`);
  }
}
