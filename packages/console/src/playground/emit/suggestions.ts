/** An event of the practice server that is worth a try. */
export interface Suggestion {
  readonly event: string;
  /** JSON texts. */
  readonly args: readonly string[];
  readonly wantsAck: boolean;
  /** Milliseconds. */
  readonly timeout: number | undefined;
  /** What happens then, in a sentence or two. */
  readonly teaches: string;
}

const suggest = (event: string, teaches: string, rest: Partial<Suggestion> = {}): Suggestion => ({
  event,
  args: [],
  wantsAck: false,
  timeout: undefined,
  teaches,
  ...rest,
});

/** What the practice server answers to. */
export const SUGGESTIONS: readonly Suggestion[] = [
  suggest("echo", "Answers with what it was sent: any arguments, binary ones too.", {
    args: ['"hello"', '{"fish": "sockeye"}'],
    wantsAck: true,
  }),
  suggest("subscribe", "From then on an event “time” comes every two seconds. “unsubscribe” ends it.", {
    wantsAck: true,
  }),
  suggest("unsubscribe", "Ends what “subscribe” began.", { wantsAck: true }),
  suggest(
    "ask",
    "The server sends an event “question” that wants an answer. Select it in the log, and answer.",
  ),
  suggest("binary", "Answers with a small picture. Give a number, and it answers with so many bytes.", {
    wantsAck: true,
  }),
  suggest(
    "slow",
    "Answers after so many milliseconds. Give it less time to answer, and the timeout comes first.",
    {
      args: ["1500"],
      wantsAck: true,
      timeout: 5_000,
    },
  ),
  suggest("never", "Never answers: after the timeout the log says so.", { wantsAck: true, timeout: 2_000 }),
  suggest("join", "Joins a room. Open a second connection, join there too, and “say” something.", {
    args: ['"river"'],
    wantsAck: true,
  }),
  suggest("say", "Everybody else in the room receives an event “said”.", {
    args: ['"river"', '"hello"'],
    wantsAck: true,
  }),
  suggest("leave", "Leaves a room again.", { args: ['"river"'], wantsAck: true }),
  suggest("throw", "Its listener fails on purpose. The server lives on, and sends an event “failed”."),
];
