import { startChatPane } from "./chat.js";
import { startEchoPane } from "./echo.js";
import { startTabs } from "./tabs.js";

const chat = startChatPane();
const echo = startEchoPane();

startTabs((pane) => {
  if (pane === "echo") echo.show();
  else chat.show();
});
