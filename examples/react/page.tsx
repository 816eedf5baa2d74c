import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

import type { FromServer, ToServer } from "../pages/events.ts";
import { useSocket, useSocketEvent } from "./use-socket.ts";

function Chat({ name }: { readonly name: string }) {
  const [socket, isConnected] = useSocket<FromServer, ToServer>(location.origin, { auth: { name } });
  const [people, setPeople] = useState(0);
  const [messages, setMessages] = useState<readonly string[]>([]);
  useSocketEvent(socket, "people", setPeople);
  useSocketEvent(socket, "said", (who, text) => setMessages([...messages, `${who}: ${text}`]));

  async function say(data: FormData) {
    const text = data.get("text");
    if (typeof text === "string") await socket.emitWithAck("say", text);
  }

  return (
    <>
      <p>
        <span id="state">{isConnected ? "connected" : "not connected"}</span>,{" "}
        <span id="people">{people}</span> here
      </p>
      <ul id="messages">
        {messages.map((message, index) => (
          <li key={index}>{message}</li>
        ))}
      </ul>
      <form action={say}>
        <input name="text" aria-label="Text" autoComplete="off" maxLength={1000} required />
        <button>Say</button>
      </form>
    </>
  );
}

function Page() {
  const [isHere, setHere] = useState(true);
  return (
    <>
      {isHere && <Chat name="React" />}
      <button id="leave" onClick={() => setHere(false)}>
        Leave
      </button>
      <button id="enter" onClick={() => setHere(true)}>
        Enter
      </button>
    </>
  );
}

createRoot(document.querySelector("#page")!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
