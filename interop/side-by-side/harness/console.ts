import type { Stage } from "./stage.ts";

/** Notes what is printed, from now to the end of the scenario. */
export function captureConsole(stage: Stage): void {
  for (const method of ["error", "log", "warn"] as const) {
    const original = console[method];
    console[method] = (...values: unknown[]) => stage.log("console", method, ...values);
    stage.atEnd(() => {
      console[method] = original;
    });
  }
}

type Handler = (error: unknown) => void;

/** Notes what nobody has caught, from now to the end of the scenario, in the place of those who would fail the test. */
export function captureUncaught(stage: Stage): void {
  for (const event of ["uncaughtException", "unhandledRejection"] as const) {
    const others = process.listeners(event as "uncaughtException") as Handler[];
    process.removeAllListeners(event);
    const handler: Handler = (error) => stage.log("process", event, error);
    process.on(event, handler);
    stage.atEnd(() => {
      process.off(event, handler);
      for (const other of others) process.on(event, other);
    });
  }
}
