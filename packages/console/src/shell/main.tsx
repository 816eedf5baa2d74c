import { render } from "preact";
import { followAddress } from "./route.ts";
import { Shell } from "./shell.tsx";
import { applyTheme } from "./theme.ts";

applyTheme();
followAddress();
render(<Shell />, document.getElementById("console")!);
