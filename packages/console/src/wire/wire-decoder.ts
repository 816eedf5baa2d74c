import { Conversation } from "./conversation.ts";
import { explainNotedPacket } from "./engine/noted-packet.ts";
import { Exchange } from "./http/exchange.ts";
import { explainOpening } from "./http/opening.ts";
import type { Layer } from "./layer.ts";
import { explainNote } from "./note.ts";
import type { OpeningRecord, WireRecord } from "./record.ts";
import { explainClosing } from "./websocket/closing.ts";
import { explainFrame, type Channel } from "./websocket/frame.ts";

/** Explains the records of one connection. Keeps what later ones refer to: announced attachments, awaited acknowledgements. */
export interface WireDecoder {
  /** A request that has grown since (same id) is explained anew, and what it carries counted once. */
  explain(record: WireRecord): Layer;
}

export function createWireDecoder(): WireDecoder {
  return new ConnectionDecoder();
}

class ConnectionDecoder implements WireDecoder {
  readonly #conversation = new Conversation();
  readonly #exchange = new Exchange(this.#conversation);
  #channel: Channel = { transport: "websocket", mayBeCompressed: false };

  explain(record: WireRecord): Layer {
    switch (record.kind) {
      case "http":
        return this.#exchange.explain(record);
      case "opening":
        if (record.state === "open") this.#channel = channelOf(record);
        return explainOpening(record);
      case "frame":
        return explainFrame(record, this.#channel, {
          direction: record.direction,
          seenBy: "client",
          conversation: this.#conversation,
        });
      case "packet":
        return explainNotedPacket(record, {
          direction: record.direction,
          seenBy: "server",
          conversation: this.#conversation,
        });
      case "closing":
        return explainClosing(record);
      case "note":
        return explainNote(record);
    }
  }
}

function channelOf({ transport, extensions = "" }: OpeningRecord): Channel {
  return { transport, mayBeCompressed: extensions.includes("permessage-deflate") };
}
