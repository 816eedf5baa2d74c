export { parseAddress } from "./address.ts";
export { resolveDialPlan, type DialPlan, type RequestHeaders } from "./dial-plan.ts";
export { Dial, type DialOwner } from "./dial.ts";
