import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../ui/index.ts";
import type { ActFormProps } from "./emit-form.tsx";

/** Asks back in place before it disconnects. */
export function DisconnectForm({ target, name, acting: { act, isBusy } }: ActFormProps) {
  const [isAsking, setAsking] = useState(false);
  const buttons = useRef<HTMLDivElement>(null);
  const wasAsking = useRef(false);
  useLayoutEffect(() => {
    // The button that had the focus is gone; the one that does nothing wrong gets it.
    if (wasAsking.current !== isAsking)
      buttons.current?.querySelector<HTMLElement>("button:last-child")?.focus();
    wasAsking.current = isAsking;
  }, [isAsking]);
  const disconnect = () => {
    setAsking(false);
    act({ action: "disconnect", target }, `The server disconnected ${name}.`);
  };
  return (
    <div class="lv-form" role="group" aria-label="Disconnect">
      <h3>Disconnect</h3>
      <p class="ui-hint">
        The client is told “io server disconnect” and does not connect again by itself. Its other namespaces
        stay connected.
      </p>
      {isAsking ? (
        <div key="question" ref={buttons} class="ui-row">
          <p class="lv-question">Disconnect {name}?</p>
          <Button tone="danger" disabled={isBusy} onClick={disconnect}>
            Disconnect
          </Button>
          <Button onClick={() => setAsking(false)}>Keep</Button>
        </div>
      ) : (
        <div key="offer" ref={buttons} class="ui-row">
          <Button tone="danger" disabled={isBusy} onClick={() => setAsking(true)}>
            Disconnect…
          </Button>
        </div>
      )}
    </div>
  );
}
