/** Express and Koa come without types; as much of them as the tests use, from their documentation. */
declare module "express" {
  type Request = import("node:http").IncomingMessage & { readonly body: unknown };
  type Response = import("node:http").ServerResponse & {
    status(code: number): Response;
    send(body: string): Response;
  };
  type Handler = (request: Request, response: Response, next: (error?: unknown) => void) => unknown;
  interface Application extends Handler {
    (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse): void;
    use(...handlers: readonly Handler[]): this;
    use(path: string, ...handlers: readonly Handler[]): this;
    get(path: string, ...handlers: readonly Handler[]): this;
    post(path: string, ...handlers: readonly Handler[]): this;
  }
  interface Express {
    (): Application;
    text(): Handler;
  }
  const express: Express;
  export default express;
}

declare module "koa" {
  interface Context {
    readonly req: import("node:http").IncomingMessage;
    readonly res: import("node:http").ServerResponse;
    readonly method: string;
    readonly path: string;
    status: number;
    body: string;
    respond: boolean;
  }
  export default class Koa {
    use(middleware: (context: Context, next: () => Promise<void>) => unknown): this;
    callback(): (
      request: import("node:http").IncomingMessage,
      response: import("node:http").ServerResponse,
    ) => void;
  }
}
