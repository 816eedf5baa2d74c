import { describe } from "vitest";
import { client2 } from "./javascript-client.ts";
import { describeMatrix, titleOf } from "./matrix.ts";

describe(titleOf(client2), () => {
  describeMatrix(client2.lacks, () => client2);
});
