/** Names of the machine that one sits at. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Do two URLs lead to the same server, be it written as one of pages or of WebSockets, and by whatever name it has here? */
export function isSameServer(one: string, other: string): boolean {
  const [address, otherAddress] = [addressOf(one), addressOf(other)];
  return address !== undefined && address === otherAddress;
}

function addressOf(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port } = new URL(text);
  const isEncrypted = protocol === "https:" || protocol === "wss:";
  return `${LOOPBACK.has(hostname) ? "localhost" : hostname}:${port || (isEncrypted ? 443 : 80)}`;
}
