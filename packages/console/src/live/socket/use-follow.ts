import { useEffect, useMemo, useState } from "preact/hooks";
import type { Followed } from "../../contract/index.ts";
import { consoleChannel, type WireLine } from "../../link/index.ts";
import { isPresent } from "../feed/presence.ts";
import type { SocketReference } from "../place.ts";
import { FollowedLines } from "./followed-lines.ts";

export interface Following {
  readonly lines: readonly WireLine[];
  /** How many packets there were that are not shown. */
  readonly dropped: number;
  readonly problem: string | undefined;
  readonly clear: () => void;
}

/** Has the server show the packets of a socket while this is shown and somebody looks. */
export function useFollow({ namespace, id }: SocketReference): Following {
  const followed = useMemo(() => new FollowedLines(), []);
  const [lines, setLines] = useState(followed.lines);
  const [dropped, setDropped] = useState(0);
  const [problem, setProblem] = useState<string>();
  const isOn = isPresent.value && consoleChannel.state.value === "connected";
  useEffect(() => {
    if (!isOn) return;
    let isWanted = true;
    const { socket } = consoleChannel;
    const onFollowed = (packets: readonly Followed[], more: number) => {
      followed.add(packets);
      setLines(followed.lines);
      if (more > 0) setDropped((before) => before + more);
    };
    socket.on("followed", onFollowed);
    consoleChannel.ask("follow", { namespace, id }).then(
      () => isWanted && setProblem(undefined),
      (error: unknown) => isWanted && setProblem((error as Error).message),
    );
    return () => {
      isWanted = false;
      socket.off("followed", onFollowed);
      if (socket.connected) void consoleChannel.ask("follow", undefined).catch(() => undefined);
    };
  }, [isOn, namespace, id]);
  const clear = () => {
    followed.clear();
    setLines(followed.lines);
    setDropped(0);
  };
  return { lines, dropped, problem, clear };
}
