import { afterAll, beforeAll } from "vitest";
import { describePeer } from "../peers/describe-peer.ts";
import { findPythonWith } from "./find-python.ts";
import { describeMatrix, titleOf } from "./matrix.ts";
import { pythonKind, startPython } from "./python-client.ts";

describePeer(
  titleOf(pythonKind),
  {
    program: findPythonWith("socketio", "aiohttp"),
    install: "python3-socketio and python3-aiohttp",
  },
  (command) => {
    let python: ReturnType<typeof startPython>;
    beforeAll(() => {
      python = startPython(command);
    });
    afterAll(() => python.stop());
    describeMatrix(pythonKind.lacks, () => python);
  },
);
