import type { Settings } from "./session.ts";

const plain: Settings = { server: {}, client: { perMessageDeflate: false } };

/** The ways to compress, or not, that a connection can agree on. */
export const settingsByName: Readonly<Record<string, Settings>> = {
  plain,
  deflated: { server: { perMessageDeflate: true }, client: {} },
  "every message deflated, however small": {
    server: { perMessageDeflate: { threshold: 0, serverNoContextTakeover: true } },
    client: { perMessageDeflate: { threshold: 0, clientNoContextTakeover: true } },
  },
  "no context takeover": {
    server: { perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true } },
    client: {},
  },
  "small windows": {
    server: { perMessageDeflate: { serverMaxWindowBits: 9, clientMaxWindowBits: 10 } },
    client: {},
  },
  "windows asked for by the client": {
    server: { perMessageDeflate: true },
    client: {
      perMessageDeflate: { serverMaxWindowBits: 10, clientMaxWindowBits: 9, serverNoContextTakeover: true },
    },
  },
};
