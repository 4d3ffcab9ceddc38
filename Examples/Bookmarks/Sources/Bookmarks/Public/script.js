// The page works without this; it adds what others change meanwhile.

const list = document.getElementById("list");

function put(event) {
  const template = document.createElement("template");
  template.innerHTML = event.data;
  const item = template.content.firstElementChild;
  const old = document.getElementById(item.id);
  item.classList.add("new");
  // An editor that is open stays as it is, below what is new.
  const focused = document.activeElement;
  const editor = old?.querySelector("details[open]");
  if (editor) item.querySelector("details")?.replaceWith(editor);
  if (old) old.replaceWith(item);
  else if (list.dataset.start === "yes") list.prepend(item);
  if (editor?.contains(focused)) focused.focus();
}

function listen() {
  const live = document.getElementById("live");
  const events = new EventSource(`/events?after=${list.dataset.change}`);
  events.onopen = () => { live.hidden = false; };
  events.onerror = () => { live.hidden = true; };
  events.addEventListener("put", put);
  events.addEventListener("removed", (event) => document.getElementById(event.data)?.remove());
  events.addEventListener("reload", () => location.reload());
}

if (list) listen();
