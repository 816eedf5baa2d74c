import { acknowledgements } from "./acknowledgements.ts";
import { connecting } from "./connecting.ts";
import { endings } from "./endings.ts";
import { events } from "./events.ts";
import type { Feature } from "./feature.ts";
import { flags } from "./flags.ts";
import { listeners } from "./listeners.ts";
import { namespaces } from "./namespaces.ts";
import { parser } from "./parser.ts";
import { remoteControl } from "./remote-control.ts";
import { returning } from "./returning.ts";
import { rooms } from "./rooms.ts";

/** All that a client can see, by topic. */
export const features: Readonly<Record<string, readonly Feature[]>> = {
  connecting,
  events,
  acknowledgements,
  rooms,
  flags,
  namespaces,
  listeners,
  "remote control": remoteControl,
  endings,
  returning,
  parser,
};
