/** A type of Socket.IO packets. */
export interface SocketType {
  readonly name: string;
  readonly explanation: string;
  readonly isBinary: boolean;
  /** What the data is: an event with its arguments, the arguments of an answer, or an object; or there is none. */
  readonly data: "event" | "answer" | "object" | "none";
}

/** In the order of the digits that stand for them. */
export const SOCKET_TYPES: readonly SocketType[] = [
  {
    name: "CONNECT",
    explanation:
      "The client asks to join a namespace, with auth if it has some; the server says yes, with the socket's id.",
    isBinary: false,
    data: "object",
  },
  {
    name: "DISCONNECT",
    explanation: "Leaves a namespace. Others stay connected.",
    isBinary: false,
    data: "none",
  },
  { name: "EVENT", explanation: "An event: a name and arguments.", isBinary: false, data: "event" },
  { name: "ACK", explanation: "The answer to an event that asked for one.", isBinary: false, data: "answer" },
  {
    name: "CONNECT_ERROR",
    explanation: "The server does not let the client into the namespace, and says why.",
    isBinary: false,
    data: "object",
  },
  {
    name: "BINARY_EVENT",
    explanation: "An event with bytes in it. The bytes follow as binary messages, one for each placeholder.",
    isBinary: true,
    data: "event",
  },
  {
    name: "BINARY_ACK",
    explanation: "An answer with bytes in it. The bytes follow as binary messages, one for each placeholder.",
    isBinary: true,
    data: "answer",
  },
];
