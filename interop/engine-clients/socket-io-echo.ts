import type { EngineSocket, MessageData } from "./engine-api.ts";

/**
 * As little of a Socket.IO server (protocol 5) as an echo takes: it lets every namespace in, sends every event back,
 * binary ones with their attachments, and acknowledges what wants it with the event's own arguments.
 */
export function echoSocketIo(socket: EngineSocket): void {
  let header = "";
  let missing = 0;
  const attachments: MessageData[] = [];

  const reply = (packet: string) => {
    const [, type, count = "", namespace = "", id, json = ""] =
      /^(\d)(\d+-)?(\/[^,]*,)?(\d+)?(.*)$/su.exec(packet) ?? [];
    if (type === "0") socket.send(`0${namespace}${JSON.stringify({ sid: `${namespace}${socket.id}` })}`);
    // An event without an id goes back as an event; with an id its arguments go back as an acknowledgement.
    else if (id === undefined) socket.send(packet);
    else {
      const [, ...parameters] = JSON.parse(json) as unknown[];
      socket.send(`${type === "5" ? 6 : 3}${count}${namespace}${id}${JSON.stringify(parameters)}`);
    }
    for (const attachment of attachments.splice(0)) socket.send(attachment);
  };

  socket.on("message", (data: MessageData) => {
    if (typeof data !== "string") {
      attachments.push(data);
      missing -= 1;
      if (missing === 0) reply(header);
    } else if (data.startsWith("1")) {
      socket.close();
    } else if (data.startsWith("5")) {
      header = data;
      missing = Number.parseInt(data.slice(1), 10);
    } else {
      reply(data);
    }
  });
}
