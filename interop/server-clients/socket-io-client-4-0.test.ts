import { describe } from "vitest";
import { client40 } from "./javascript-client.ts";
import { describeMatrix, titleOf } from "./matrix.ts";

describe(titleOf(client40), () => {
  describeMatrix(client40.lacks, () => client40);
});
