/** Why there is no connection, in a sentence, and what to try. */
export interface Trouble {
  readonly found: string;
  readonly advice: string;
}

/** Trouble as the page sees it. Browsers say little about failures; what is not certain may be looked into further. */
export interface Assessment extends Trouble {
  readonly isCertain: boolean;
}

/** The answer to a request, as far as it says what kind of server it comes from. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}
