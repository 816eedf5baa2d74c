import type { Endpoint, Finding } from "./findings.ts";
import type {
  Act,
  Followed,
  Group,
  Listing,
  Page,
  SocketDetails,
  SocketQuery,
  SocketRow,
} from "./inspection.ts";
import type { Sample, ServerInfo } from "./samples.ts";

/** The namespace that the page and the server talk in, unless told otherwise. */
export const CONSOLE_NAMESPACE = "/sockeye-console";

/** An answer, or a sentence that says why there is none. */
export type Answer<T> = { readonly ok: T } | { readonly error: string };

export type Acknowledge<T> = (answer: Answer<T>) => void;

/** The practice server, as the page may see it. */
export interface Practice {
  readonly running: boolean;
  readonly url: string;
}

/** What the page asks. Every question is answered, wrong ones with a sentence. */
export interface PageEvents {
  /** Samples are wanted from now on, or no more. The answer has the ones of the last minutes, if others look already. */
  watch: (
    on: boolean,
    answer: Acknowledge<{ readonly info: ServerInfo; readonly history: readonly Sample[] }>,
  ) => void;
  namespaces: (page: Page, answer: Acknowledge<Listing<Group>>) => void;
  rooms: (query: Page & { readonly namespace: string }, answer: Acknowledge<Listing<Group>>) => void;
  sockets: (query: SocketQuery, answer: Acknowledge<Listing<SocketRow>>) => void;
  socket: (
    of: { readonly namespace: string; readonly id: string },
    answer: Acknowledge<SocketDetails>,
  ) => void;
  /** Packets of this socket's connection are wanted; of no other one any more. `undefined`: of none. */
  follow: (
    of: { readonly namespace: string; readonly id: string } | undefined,
    answer: Acknowledge<true>,
  ) => void;
  act: (act: Act, answer: Acknowledge<true>) => void;
  diagnose: (endpoint: Endpoint, answer: Acknowledge<Finding>) => void;
  practice: (wish: "status" | "kill" | "start", answer: Acknowledge<Practice>) => void;
}

/** What the server tells. */
export interface ServerEvents {
  sample: (sample: Sample) => void;
  /** Packets of the followed socket, a few times a second; `dropped`: how many more there were. */
  followed: (packets: readonly Followed[], dropped: number) => void;
  /** The practice server came up, or is gone. */
  practice: (practice: Practice) => void;
}
