/** What came of a request, or a sentence that says why nothing did. */
export type Answer<T> = { readonly ok: T } | { readonly error: string };

export type Acknowledge<T> = (answer: Answer<T>) => void;
