import { compose } from "../fields.ts";
import type { Layer } from "../layer.ts";
import type { ClosingRecord } from "../record.ts";
import { describeCloseCode, isSentCode } from "./close-codes.ts";

/** The end of a WebSocket: what the close frame carried, if one came. */
export function explainClosing({ code, reason }: ClosingRecord): Layer {
  const { name, explanation, isProblem } = describeCloseCode(code);
  const parts = [
    {
      content: Uint8Array.of((code >> 8) & 0xff, code & 0xff),
      name: "close code",
      value: `${code} (${name})`,
      explanation,
    },
    { content: reason, name: "reason", explanation: "What the other side adds, in words." },
  ];
  const { bytes, fields } = compose(isSentCode(code) ? parts : []);
  return {
    kind: "websocket",
    direction: code === BROKEN_OFF ? "local" : "in",
    title: `close ${code} (${name})`,
    explanation: `The WebSocket is closed. ${isProblem ? "" : explanation}`.trimEnd(),
    bytes,
    derived: true,
    ...(isProblem ? { problem: explanation } : {}),
    fields,
    children: [],
  };
}

/** Nothing came: the browser noticed by itself. */
const BROKEN_OFF = 1006;
