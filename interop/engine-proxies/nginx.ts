import type { Place, ProxyProgram } from "./proxy-process.ts";

export interface NginxOptions {
  readonly upstreamPort: number;
  /** Collect answers and bodies before passing them on, as nginx does by default? */
  readonly buffering: boolean;
  readonly webSocket: "forwarded" | "stripped" | "forbidden";
}

const webSocketRules = {
  forwarded: `
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_header;`,
  // What nginx does when nobody has thought of WebSocket: the request arrives without its Upgrade header.
  stripped: "",
  forbidden: `
      if ($http_upgrade) { return 403; }`,
};

const configure = (options: NginxOptions, { folder, port }: Place) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  access_log off;
  client_max_body_size 2m;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  map $http_upgrade $connection_header { default upgrade; "" ""; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${options.upstreamPort};
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_buffering ${options.buffering ? "on" : "off"};
      proxy_request_buffering ${options.buffering ? "on" : "off"};${webSocketRules[options.webSocket]}
    }
  }
}
`;

export function nginx(command: string, options: NginxOptions): ProxyProgram {
  return {
    command,
    configure: (place) => configure(options, place),
    // Without -e it opens the system's log before it has read the configuration.
    parameters: (file, { folder }) => ["-e", "stderr", "-p", folder, "-c", file],
  };
}
