const SENTENCES: Readonly<Record<string, string>> = {
  "io client disconnect": "Disconnected from here.",
  "io server disconnect": "Disconnected by the server. The library does not reconnect by itself then.",
  "ping timeout": "Connection lost: nothing was heard of the server in time.",
  "transport close": "Connection lost: it was closed.",
  "transport error": "Connection lost: it broke off.",
  "parse error": "Connection ended: what the server sent is not Socket.IO.",
  "forced close": "Connection closed from here.",
};

/** Why a socket is not connected any more, with the reason as the library gives it. */
export function describeDisconnect(reason: string): string {
  return `${SENTENCES[reason] ?? "Disconnected."} (${reason})`;
}
