import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modeNames, type Mode } from "../engine-clients/test-client.ts";
import { startApplication, type Application } from "./application.ts";
import { connect } from "./client.ts";
import type { Conversation } from "./conversation.ts";
import { chat } from "./conversations/chat.ts";
import { nest } from "./conversations/nest.ts";
import { sessions } from "./conversations/sessions.ts";
import {
  applicationsFolder,
  createAliasedProject,
  createPublishedProject,
  createRenamedProject,
  installApplications,
  packSockeye,
  type Project,
} from "./projects.ts";

/** The installation is from the network, when the set-up of `npm test` did not run. */
const patience = 240_000;

const applications: readonly [program: string, conversation: Conversation][] = [
  ["chat/server.cjs", chat],
  ["chat/server.js", chat],
  ["chat/typed.mjs", chat],
  ["chat/typed.cjs", chat],
  ["sessions/typed.mjs", sessions],
  ["sessions/typed.cjs", sessions],
  ["nest/typed.mjs", nest],
  ["nest/typed.cjs", nest],
];

const forms = ["forms/commonjs.cjs", "forms/modules.js", "forms/typed.mjs", "forms/typed.cjs"];

const tarballs = mkdtempSync(join(tmpdir(), "sockeye-tarballs-"));
let packing: ReturnType<typeof packSockeye> | undefined;

/** Packs when the first block asks for it. */
function packages(): ReturnType<typeof packSockeye> {
  packing ??= packSockeye(tarballs);
  return packing;
}

beforeAll(installApplications, patience);

afterAll(() => rmSync(tarballs, { recursive: true, force: true }));

/** The names of the installed packages, by their places: an alias is at one that is not its name's. */
function installedPackages(folder: string): ReadonlyMap<string, string> {
  const record = readFileSync(join(folder, "node_modules", ".package-lock.json"), "utf8");
  const { packages } = JSON.parse(record) as { packages: Readonly<Record<string, { name?: string }>> };
  const last = (place: string): string => place.slice(place.lastIndexOf("node_modules/") + 13);
  return new Map(Object.entries(packages).map(([place, { name }]) => [place, name ?? last(place)]));
}

/** A project that the tests of the surrounding block share. */
function useProject(create: () => Promise<Project>): () => Project {
  let project: Project | undefined;
  beforeAll(async () => {
    project = await create();
  }, patience);
  afterAll(() => project?.remove());
  return () => {
    if (project === undefined) throw new Error("there is no project");
    return project;
  };
}

function useApplication(project: () => Project, program: string): () => Application {
  let application: Application | undefined;
  beforeAll(() => {
    application = startApplication(project().folder, program);
  });
  afterAll(() => application?.kill());
  return () => {
    if (application === undefined) throw new Error("it does not run");
    return application;
  };
}

function testEnd(application: () => Application): void {
  it("ends when it is told to, without a complaint", async () => {
    expect(await application().end()).toEqual({ code: 0, complaints: "" });
  });
}

function testApplications(project: () => Project): void {
  describe.each(applications)("%s", (program, conversation) => {
    const application = useApplication(project, program);
    let url = "";
    beforeAll(async () => {
      url = `http://127.0.0.1:${await application().hear("listening on ")}`;
    });
    it.each(modeNames)("talks over %s", (mode) => conversation(url, mode));
    testEnd(application);
  });
}

interface Form {
  readonly name: string;
  readonly port: number;
  readonly path: string;
}

async function greet({ port, path }: Form, mode: Mode): Promise<unknown> {
  const client = connect({ url: `http://127.0.0.1:${port}`, mode, path });
  const [name] = await client.take("form");
  await client.settle();
  return name;
}

function testForms(project: () => Project): void {
  describe.each(forms)("%s", (program) => {
    const application = useApplication(project, program);
    let made: readonly Form[] = [];
    beforeAll(async () => {
      made = JSON.parse(await application().hear("forms ")) as Form[];
    });
    it.each(modeNames)("makes servers that greet over %s", async (mode) => {
      expect(made.length).toBeGreaterThan(1);
      const greetings = await Promise.all(made.map((form) => greet(form, mode)));
      expect(greetings).toEqual(made.map(({ name }) => name));
    });
    testEnd(application);
  });
}

describe("with socket.io as published", () => {
  const project = useProject(createPublishedProject);

  it("the programs are right", () => {
    expect(installedPackages(project().folder).get("node_modules/socket.io")).toBe("socket.io");
    expect(project().complaints).toBe("");
  });

  testApplications(project);
  testForms(project);
});

describe("after npm install socket.io@npm:@sockeye/server", () => {
  const project = useProject(async () => createAliasedProject(await packages()));

  it("one line of package.json is another one", () => {
    const [before, after] = [applicationsFolder, project().folder].map((folder) =>
      readFileSync(join(folder, "package.json"), "utf8").split("\n"),
    );
    expect(after?.filter((line) => before?.includes(line) === false)).toEqual([
      expect.stringMatching(/^ {4}"socket.io": "npm:@sockeye\/server@/),
    ]);
    expect(before?.filter((line) => after?.includes(line) === false)).toHaveLength(1);
  });

  it("nothing of the published package is left", () => {
    const installed = installedPackages(project().folder);
    expect(installed.get("node_modules/socket.io")).toBe("@sockeye/server");
    expect([...installed.values()].filter((name) => /^(engine\.io|socket\.io|ws$)/.test(name))).toEqual([]);
  });

  it("the programs need no other change for the compiler", () => {
    expect(project().complaints).toBe("");
  });

  testApplications(project);
  testForms(project);
});

describe('with "@sockeye/server" in the imports', () => {
  const project = useProject(async () => createRenamedProject(await packages()));

  it("the programs need no other change for the compiler", () => {
    expect(project().complaints).toBe("");
  });

  testForms(project);
});
