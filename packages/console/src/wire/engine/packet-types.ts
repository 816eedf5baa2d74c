/** A type of Engine.IO packets: its name, what is said of it, and of one that is a probe. */
export interface EngineType {
  readonly name: string;
  readonly explanation: string;
  readonly probe?: string;
}

/** In the order of the digits that stand for them. */
export const ENGINE_TYPES: readonly EngineType[] = [
  {
    name: "open",
    explanation: "Opens the session. The server's says what the client needs to know about it.",
  },
  { name: "close", explanation: "Ends the session." },
  {
    name: "ping",
    explanation:
      "The heartbeat: one side asks whether the other one is still there, and expects a pong soon.",
    probe: "The first packet on a new way: can it carry the session? If so, a pong comes back on it.",
  },
  {
    name: "pong",
    explanation: "The answer to a ping: still there.",
    probe: "The new way carries packets in both directions, so that the session can move to it.",
  },
  { name: "message", explanation: "Carries something for the floor above: a Socket.IO packet." },
  {
    name: "upgrade",
    explanation: "The move is done: from now on all packets take this way, and the one before is let go of.",
  },
  {
    name: "noop",
    explanation: "Says nothing. It ends a long poll, so that the session can move on or be closed.",
  },
];
