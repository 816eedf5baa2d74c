import { describe } from "vitest";
import { client48 } from "./javascript-client.ts";
import { describeMatrix, titleOf } from "./matrix.ts";

describe(titleOf(client48), () => {
  describeMatrix(client48.lacks, () => client48);
});
