import { describe, expect, it } from "vitest";

import { type Middleware, runMiddlewares } from "./middleware.ts";
import { createRequest, createResponse } from "./testing/exchange.ts";

/** Runs and writes down what `done` was called with. */
function run(...list: Middleware[]) {
  const request = createRequest("GET");
  const calls: unknown[][] = [];
  runMiddlewares(list, request, createResponse(request), (...args) => calls.push(args));
  return calls;
}

const pass: Middleware = (_request, _response, next) => next();
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("middlewares", () => {
  it("run in order, with the request and the response, before anything else happens", () => {
    const seen: unknown[] = [];
    const request = createRequest("GET");
    const response = createResponse(request);
    const list: Middleware[] = [1, 2, 3].map((id) => (...[req, res, next]) => {
      seen.push([id, req === request, res === response]);
      next();
    });
    runMiddlewares(list, request, response, (error) => seen.push(["done", error]));
    expect(seen).toEqual([
      [1, true, true],
      [2, true, true],
      [3, true, true],
      ["done", undefined],
    ]);
  });

  it("may be none", () => {
    expect(run()).toEqual([[]]);
  });

  it("may be many", () => {
    expect(run(...Array.from({ length: 50_000 }, () => pass))).toEqual([[]]);
  });

  it("may take their time", async () => {
    const calls = run((_request, _response, next) => setImmediate(next), pass);
    expect(calls).toEqual([]);
    await turn();
    expect(calls).toEqual([[]]);
  });

  it.each([0, "", null, false, undefined])("go on when next is given %j", (nothing) => {
    expect(run((_request, _response, next) => next(nothing))).toEqual([[]]);
  });

  it("end the matter when they answer by themselves", () => {
    const calls = run(
      (_request, response) => response.end(),
      () => {
        throw new Error("unreachable");
      },
    );
    expect(calls).toEqual([]);
  });

  const boom = new Error("boom");
  const unreachable: Middleware = () => {
    throw new Error("unreachable");
  };

  it.each<[name: string, Middleware]>([
    ["gives next an error", (_request, _response, next) => next(boom)],
    [
      "throws",
      () => {
        throw boom;
      },
    ],
    [
      "throws after next",
      (_request, _response, next) => {
        next();
        throw boom;
      },
    ],
    ["rejects", () => Promise.reject(boom)],
    ["gives next an error, later", (_request, _response, next) => setImmediate(next, boom)],
  ])("refuse the request when one %s", async (_name, failing) => {
    const calls = run(pass, failing, unreachable);
    await turn();
    expect(calls).toEqual([[boom]]);
  });

  it("refuse the request even when nothing is thrown", async () => {
    const calls = [
      run(() => {
        throw undefined as unknown as Error;
      }),
      run(async () => {
        await turn();
        throw undefined as unknown as Error;
      }),
      run(() => {
        throw 0 as unknown as Error;
      }),
    ];
    await turn();
    await turn();
    expect(calls).toEqual([
      [[new Error("A middleware failed with undefined")]],
      [[new Error("A middleware failed with undefined")]],
      [[new Error("A middleware failed with 0")]],
    ]);
  });

  it("are heard once", async () => {
    const calls = run((_request, _response, next) => {
      next();
      next();
      setImmediate(next, boom);
    }, pass);
    await turn();
    expect(calls).toEqual([[]]);

    const later = run(async (_request, _response, next) => {
      await turn();
      next();
      next(boom);
      throw boom;
    });
    await turn();
    await turn();
    expect(later).toEqual([[]]);
  });

  it("are not blamed for what happens after them", () => {
    const request = createRequest("GET");
    const start = () =>
      runMiddlewares([pass], request, createResponse(request), () => {
        throw boom;
      });
    expect(start).toThrow(boom);
  });
});
