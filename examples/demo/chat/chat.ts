import type { DefaultEventsMap, Namespace, Socket } from "@sockeye/server";

import { limitRates } from "../shared/limit-rates.ts";
import { requireName } from "../shared/names.ts";
import { ROOMS } from "./events.ts";
import type { Address, ChatToServer, Guest, Message, ServerToChat } from "./events.ts";
import { parseAddress, parseChunk, parseDraft, parseId, parseRoom } from "./parse.ts";
import { Pictures } from "./pictures.ts";

export type ChatNamespace = Namespace<ChatToServer, ServerToChat, DefaultEventsMap, Guest>;
type ChatSocket = Socket<ChatToServer, ServerToChat, DefaultEventsMap, Guest>;

const RATES = {
  enter: { burst: 10, perSecond: 2 },
  say: { burst: 8, perSecond: 2 },
  typing: { burst: 10, perSecond: 2 },
  upload: { burst: 64, perSecond: 32 },
  picture: { burst: 60, perSecond: 10 },
};

const HISTORY_LENGTH = 50;
const MOST_VISITORS_SHOWN = 200;
const ARRIVAL_MS = 5_000;

/** What has been said in each room, and the pictures. */
class Memory {
  readonly #histories = new Map<Address, Message[]>(ROOMS.map((room) => [room, []]));
  readonly pictures = new Pictures();

  remember(message: Message): void {
    const history = this.#histories.get(message.to);
    if (history?.push(message) === HISTORY_LENGTH + 1) history.shift();
  }

  recall(room: Address): readonly Message[] {
    return this.#histories.get(room) ?? [];
  }
}

/** A chat with rooms and private messages. All its state is in memory, and bounded. */
export function serveChat(chat: ChatNamespace): void {
  const memory = new Memory();
  chat.use(requireName);
  chat.on("connection", (socket) => {
    limitRates(socket, RATES);
    letEnter(chat, socket, memory);
    letSpeak(socket, memory);
    letShowPictures(socket, memory.pictures);
  });
}

// A client that gives no function to answer with gets a TypeError of its own making: its request fails, and no other.

function letEnter(chat: ChatNamespace, socket: ChatSocket, memory: Memory): void {
  const { id, data } = socket;
  const announce = (): unknown => data.room && socket.to(data.room).emit("came", { id, name: data.name });
  const takeLeave = (): unknown => data.room && socket.to(data.room).emit("went", id);

  void socket.join(`@${data.name}`);
  // Whoever was away for a moment only is still in the room. The others have seen it leave.
  if (socket.recovered) announce();

  socket.on("enter", async (given, answer) => {
    const room = parseRoom(given);
    if (room === undefined) return answer({ error: "There is no such room." });
    if (room !== data.room) {
      takeLeave();
      if (data.room !== undefined) await socket.leave(data.room);
      await socket.join(room);
      data.room = room;
      announce();
    }
    const sockets = await chat.in(room).fetchSockets();
    const visitors = sockets
      .slice(0, MOST_VISITORS_SHOWN)
      .map((one) => ({ id: one.id, name: one.data.name }));
    answer({ ok: { visitors, history: memory.recall(room) } });
  });

  socket.on("disconnect", takeLeave);
}

function letSpeak(socket: ChatSocket, memory: Memory): void {
  const { data } = socket;
  const self: Address = `@${data.name}`;

  socket.on("say", (given, answer) => {
    const draft = parseDraft(given);
    if (draft === undefined) return answer({ error: "A message has 1 to 2,000 characters." });
    // The page sends a message again when it has not heard of it, as when the connection broke in between.
    if (draft.id === data.lastSaid?.id) return answer({ ok: data.lastSaid });
    if (draft.isPicture && memory.pictures.get(draft.id) === undefined) {
      return answer({ error: "The picture has not arrived." });
    }
    const message: Message = { ...draft, from: data.name, at: Date.now() };
    data.lastSaid = message;
    memory.remember(message);
    answer({ ok: message });
    deliver(message);
  });

  function deliver(message: Message): void {
    const { id, to } = message;
    // A private message is for the sender's other windows, too.
    socket.to(to.startsWith("@") ? [to, self] : to).emit("said", message);
    // Events that ask for an answer are not kept for those who are away for a moment; so the message itself asks for
    // none, and the question follows it.
    socket
      .to(to)
      .except(self)
      .timeout(ARRIVAL_MS)
      .emit("arrived", id, (_error, answers) => {
        if (answers.length > 0) socket.emit("delivered", id, answers.length);
      });
  }

  socket.on("typing", (given) => {
    const to = parseAddress(given);
    if (to !== undefined) socket.to(to).except(self).volatile.emit("typing", data.name, to);
  });
}

function letShowPictures(socket: ChatSocket, pictures: Pictures): void {
  socket.on("upload", (given, answer) => {
    const chunk = parseChunk(given);
    answer(chunk === undefined ? { error: "A picture has at most 2 MB." } : pictures.add(chunk));
  });

  socket.on("picture", (given, answer) => {
    const picture = pictures.get(parseId(given) ?? "");
    if (picture === undefined) return answer({ error: "This picture is not kept any more." });
    answer({ ok: { type: picture.type, bytes: picture.bytes } });
  });
}
