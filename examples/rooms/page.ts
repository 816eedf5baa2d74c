/**
 * A client in a few lines, to show the protocol. Applications use a client library. A text begins with a digit of the engine (2 ping,
 * 3 pong, 4 message); in messages, digits of Socket.IO follow: 0 connect, 2 event, 3 acknowledgement, 4 refusal. The number
 * behind it, where there is one, asks for an acknowledgement or is that of the event which is acknowledged.
 */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Rooms</title>
<form id="enter"><label>Name <input autofocus></label> <button>Enter</button></form>
<form id="join"><label>Room <input></label> <button>Join</button></form>
<form id="say"><label>Text <input></label> <button>Say</button></form>
<pre></pre>
<script type="module">
  const log = (text) => (document.querySelector("pre").textContent += text + "\\n");
  const answers = [];
  let socket;
  let room;

  const onEvent = {
    joined: (room, name) => log(name + " has joined " + room),
    left: (room, name) => log(name + " has left " + room),
    said: (room, name, text) => log(room + ", " + name + ": " + text),
  };

  function connect(name) {
    socket = new WebSocket(location.origin.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket");
    socket.onmessage = ({ data }) => {
      if (data[0] === "0") socket.send("40" + JSON.stringify({ name }));
      if (data[0] === "2") socket.send("3");
      if (data.startsWith("40")) log("welcome, " + name);
      if (data.startsWith("44")) log(JSON.parse(data.slice(2)).message);
      const [, type, id, json] = /^4([23])(\\d*)(\\[.*)$/s.exec(data) ?? [];
      if (type === "3") answers[id](...JSON.parse(json));
      if (type === "2") {
        const [event, ...args] = JSON.parse(json);
        onEvent[event]?.(...args);
        if (id !== "") socket.send("43" + id + "[true]");
      }
    };
    socket.onclose = () => log("closed");
  }

  function ask(...event) {
    return new Promise((resolve) => {
      const id = answers.push(resolve) - 1;
      socket.send("42" + id + JSON.stringify(event));
    });
  }

  function onSubmit(id, callback) {
    const form = document.getElementById(id);
    form.onsubmit = (event) => {
      event.preventDefault();
      callback(form.querySelector("input").value);
    };
  }

  onSubmit("enter", connect);
  onSubmit("join", async (name) => {
    const answer = await ask("join", name);
    if (answer.ok) room = name;
    log(answer.ok ? "in " + room + ": " + answer.people.join(", ") : answer.why);
  });
  onSubmit("say", async (text) => {
    const answer = await ask("say", room ?? "", text);
    log(answer.ok ? "seen by " + answer.seen : answer.why);
  });
</script>
</html>
`;
