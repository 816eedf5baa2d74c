import { replacing } from "./differences.ts";
import type { Scenario } from "./harness/scenario.ts";

/** Scenarios in which a WebSocket is closed for what came, by what ours says then. They have to be closed, and no others may be. */
const closings: readonly (readonly [code: number, peer: string, names: RegExp])[] = [
  [1008, "b", /^connectTimeout does not touch who has joined/],
  [1008, "a", /^connectTimeout with/],
  [1008, "a", /^bad input: .* eleven attachments$/],
  [1002, "a", /^bad input: (?!.*(?:ten attachments|that is not one)$)/],
  // A CONNECT that is none, or one for the namespace that the script asks for once more.
  [1002, "a", /^40(?:admin|"text"|\[\]|null|true|\{bad|\{"a":1\}more|\/admin(?:$|,$|,\[|,\{))/],
  [1002, "a", /^before CONNECT: /],
  [1002, "a", /^events that come right behind CONNECT$/],
  [1002, "a", /^the client sends DISCONNECT while a middleware decides$/],
  // An event behind a refusal, which no client sends.
  [
    1002,
    "a",
    /^middlewares: (?:one that refuses|one with an empty message|the second refuses|one that joins and)/,
  ],
  [1002, "a", /^a middleware (?:throws|rejects)$/],
  [1002, "a", /^the client acknowledges with (?:an object in place of a list|no payload)$/],
  [1002, "a", /^the client leaves (?:twice|with a payload)$/],
  [1002, "a", /^coming back behind a bad packet$/],
  [1002, "a", /^an old client: (?:CONNECT once more|an event of a namespace that was not joined|rubbish)$/],
  [1002, "a", /^a parser of one's own and the packet (?!\{"type":9)/],
];

/** Adds the close code, where there is one, to what a scenario has otherwise on purpose. */
export function withCloseCode(scenario: Scenario): Scenario {
  const closing = closings.find(([, , names]) => names.test(scenario.name));
  if (closing === undefined) return scenario;
  const [code, peer] = closing;
  const rewrite = replacing([`${peer}: < close`, `${peer}: < close ${code}`]);
  return { ...scenario, differences: { ...scenario.differences, "close-code": rewrite } };
}
