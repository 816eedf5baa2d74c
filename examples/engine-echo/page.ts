/** A client in a few lines, to show the protocol: the first character of a text says what kind of packet it is. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>Engine.IO echo</title>
<form><label>Say <input autofocus></label> <button>Send</button></form>
<pre></pre>
<script type="module">
  const [form, input, log] = ["form", "input", "pre"].map((name) => document.querySelector(name));
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/engine.io/?EIO=4&transport=websocket");
  socket.onmessage = ({ data }) => {
    if (data[0] === "0") log.textContent += "open: " + JSON.parse(data.slice(1)).sid + "\\n";
    if (data[0] === "2") socket.send("3"); // a ping, and its pong
    if (data[0] === "4") log.textContent += "echo: " + data.slice(1) + "\\n";
  };
  socket.onclose = () => (log.textContent += "closed\\n");
  form.onsubmit = (event) => {
    event.preventDefault();
    socket.send("4" + input.value);
    form.reset();
  };
</script>
</html>
`;
