import type { Place, ProxyProgram } from "./proxy-process.ts";

export interface HaproxyOptions {
  readonly upstreamPort: number;
  readonly webSocket: "forwarded" | "stripped" | "forbidden" | "never answered";
}

const webSocketRules = {
  forwarded: "",
  stripped: "http-request del-header Upgrade",
  forbidden: "http-request deny deny_status 403 if { req.hdr(Upgrade) -m found }",
  "never answered": "http-request tarpit if { req.hdr(Upgrade) -m found }",
};

const configure = (options: HaproxyOptions, { port }: Place) => `
global
  maxconn 256
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
  timeout tunnel 60s
  timeout tarpit 60s
  # A client that leaves is reported to the server at once, also while a poll is held open.
  option abortonclose
frontend in
  bind 127.0.0.1:${port}
  ${webSocketRules[options.webSocket]}
  default_backend engine
backend engine
  server engine 127.0.0.1:${options.upstreamPort}
`;

export function haproxy(command: string, options: HaproxyOptions): ProxyProgram {
  return {
    command,
    configure: (place) => configure(options, place),
    parameters: (file) => ["-db", "-f", file],
  };
}
