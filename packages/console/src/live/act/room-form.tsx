import { useState } from "preact/hooks";
import { Button, Field } from "../../ui/index.ts";
import type { ActFormProps } from "./emit-form.tsx";

export interface RoomFormProps extends ActFormProps {
  readonly mayJoin: boolean;
  readonly mayLeave: boolean;
}

export function RoomForm({ target, name, acting: { act, isBusy }, mayJoin, mayLeave }: RoomFormProps) {
  const [room, setRoom] = useState("");
  const join = () => act({ action: "join", target, room }, `“${room}” was joined by ${name}.`);
  const leave = () => act({ action: "leave", target, room }, `“${room}” was left by ${name}.`);
  const submit = (event: Event) => {
    event.preventDefault();
    if (mayJoin) join();
    else leave();
  };
  return (
    <form class="lv-form" aria-label="Rooms" onSubmit={submit}>
      <h3>Put into a room, or take out of it</h3>
      <Field label="Room">
        <input
          required
          autoComplete="off"
          placeholder="kitchen"
          value={room}
          onInput={(event) => setRoom(event.currentTarget.value)}
        />
      </Field>
      <div class="ui-row">
        {mayJoin && (
          <Button type="submit" disabled={isBusy || room === ""}>
            Join
          </Button>
        )}
        {mayLeave && (
          <Button disabled={isBusy || room === ""} onClick={leave}>
            Leave
          </Button>
        )}
      </div>
    </form>
  );
}
