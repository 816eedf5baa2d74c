import { describe } from "vitest";
import { equateWithTests, readPage } from "../harness/hardening-page.ts";

describe("docs/hardening-client.md", () => {
  equateWithTests(readPage("hardening-client.md"), import.meta.dirname);
});
