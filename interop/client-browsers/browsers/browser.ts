/** What a browser must be able to do for the tests; `chromium.ts` and `firefox.ts` make theirs do it. */

/** A page in a profile of its own: no cookies, nothing cached. */
export interface DrivenPage {
  /** The value of an expression, as JSON says it; a promise is awaited. */
  evaluate<T>(expression: string): Promise<T>;
  /** Resolves when the page has loaded. */
  navigate(url: string): Promise<void>;
  reload(): Promise<void>;
  /** One step back in its history. Does not wait until that page has loaded: one that was kept does not load. */
  back(): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
  /** What was thrown in the page and caught by nobody. */
  readonly errors: readonly string[];
  /** Takes the network away from the page, or gives it back. */
  setOffline?(isOffline: boolean): Promise<void>;
}

export interface RunningBrowser {
  open(url: string): Promise<DrivenPage>;
  stop(): Promise<void>;
}

/**
 * What not all browsers do when they are driven like this:
 *
 * - `setOffline`: its pages have that
 * - `keepsPages`: a page that is left is kept as it is, with its connections, and shown again
 * - `failsWebTransport`: it soon gives up to open WebTransport where there is none
 */
export type Ability = "setOffline" | "keepsPages" | "failsWebTransport";

/** A browser that the machine may lack. */
export interface Browser {
  readonly name: string;
  readonly program: string | undefined;
  readonly install: string;
  readonly abilities: readonly Ability[];
  launch(program: string): Promise<RunningBrowser>;
}
