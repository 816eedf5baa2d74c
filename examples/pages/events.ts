/** What the server of the chat sends. */
export interface FromServer {
  people: (count: number) => void;
  said: (name: string, text: string) => void;
}

/** What pages send. */
export interface ToServer {
  /** The answer says whether the others have got it. */
  say: (text: string, answer: (isSaid: boolean) => void) => void;
}
