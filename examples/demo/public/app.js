import { Board } from "./board.js";
import { Chat } from "./chat.js";
import { board, chat, comeBackAs } from "./connection.js";
import { find } from "./dom.js";
import { recallName } from "./names.js";
import { showLink } from "./link.js";
import { startPanes } from "./panes.js";

const nameField = find("name", HTMLInputElement);
nameField.value = recallName();

showLink(chat, board);
startPanes();
new Board(board).start();
const talks = new Chat(chat);

nameField.addEventListener("change", () => {
  const name = nameField.value.trim();
  if (name === "" || name === recallName()) nameField.value = recallName();
  else comeBackAs(name);
});
find("name-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  talks.focus();
});
nameField.addEventListener("keydown", (event) => {
  if (event.key === "Escape") nameField.value = recallName();
});
