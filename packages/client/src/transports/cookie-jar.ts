/** Where the platform (Node) keeps the cookies of a session. In browsers there is none: they do it themselves. */
export interface CookieJar {
  /** Takes over what the `set-cookie` headers of a response say. */
  parseCookies(values: string[]): void;
  /** Adds the cookies to an XMLHttpRequest that has been opened. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as published
  addCookies(xhr: any): void;
  /** Adds the cookies to the headers of a request by `fetch`. */
  appendCookies(headers: Headers): void;
}
