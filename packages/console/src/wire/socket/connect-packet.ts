import type { FieldList } from "../fields.ts";
import { addMembers } from "../json-fields.ts";
import { readJson } from "../json-text.ts";
import type { Layer } from "../layer.ts";
import { senderOf, type Passage } from "../passage.ts";
import type { Header } from "./header.ts";
import { titleOf } from "./header-fields.ts";

type Described = Pick<Layer, "title" | "explanation"> & Pick<Partial<Layer>, "problem">;

interface ConnectPacket {
  readonly bytes: Uint8Array;
  readonly header: Header;
}

/** A packet about the connection to a namespace. Names the members of its data. */
export function describeConnectPacket(
  fields: FieldList,
  { bytes, header }: ConnectPacket,
  passage: Passage,
): Described {
  const described = { title: titleOf(header), explanation: header.type.explanation };
  const from = header.end;
  const isConnect = header.type.name === "CONNECT";
  const isByServer = senderOf(passage) === "server";
  if (from === bytes.length)
    return { ...described, ...(isConnect && isByServer ? { problem: OLD_SERVER } : {}) };
  const json = readJson(bytes.subarray(from));
  if (json.kind !== "object") {
    const isMessage = !isConnect && json.kind === "plain" && typeof json.value === "string";
    return { ...described, ...(isMessage ? {} : { problem: "The data is not a JSON object." }) };
  }
  const explanations = isConnect ? (isByServer ? WELCOME : CREDENTIALS) : REFUSAL;
  const others =
    isConnect && !isByServer ? "Part of auth. The server finds it in handshake.auth." : "Not known here.";
  addMembers(fields, { bytes, from, parts: json.parts }, (key) =>
    Object.hasOwn(explanations, key) ? explanations[key]! : others,
  );
  return described;
}

const OLD_SERVER =
  "The server's answer has no sid: a server of Socket.IO 2, which a client of today cannot talk to.";

type Explanations = Readonly<Record<string, string>>;

const WELCOME: Explanations = {
  sid: "Id of the socket in this namespace: socket.id. It is not that of the session.",
  pid: "A secret with which the client can take this socket up again after a short break (state recovery).",
};

const CREDENTIALS: Explanations = {
  pid: "The secret of a socket that is to be taken up again (state recovery).",
  offset: "The last event that the client has heard, so that the server sends what came after it.",
};

const REFUSAL: Explanations = {
  message: "Why: Invalid namespace, or what the server's middleware says.",
  data: "What the server's middleware adds.",
};
