import type { Mode } from "../engine-clients/test-client.ts";

/** What the clients of an application do, and what they must see. It leaves the application as it was. */
export type Conversation = (url: string, mode: Mode) => Promise<void>;
