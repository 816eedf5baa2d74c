import { HONEST_PATIENCE, HonestClient } from "../../harness/honest-client.ts";
import { frame, TEXT } from "./frames.ts";
import { openWire, type WirePeer } from "./wire-peer.ts";

/** An honest client of a WebSocket server that echoes what comes to `/honest`. */
export async function startHonest(port: number): Promise<HonestClient> {
  const peer = await openWire(port, "/honest");
  return new HonestClient({ echo: (text) => echo(peer, text), leave: () => peer.reset() });
}

async function echo(peer: WirePeer, text: string): Promise<void> {
  peer.send(frame({ opcode: TEXT, payload: text }));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`"${text}" was not answered in ${HONEST_PATIENCE} ms`);
    timer = setTimeout(() => reject(error), HONEST_PATIENCE);
  });
  const answer = await Promise.race([peer.frame(), late]).finally(() => clearTimeout(timer));
  if (answer?.opcode !== TEXT || answer.payload.toString() !== text) {
    throw new Error(`"${text}" was answered with ${JSON.stringify(answer?.payload.toString())}`);
  }
}
