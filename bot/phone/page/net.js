// Talking to the server of this page: acts, uploads, state and the stream of events.
import { t } from "./texts.js";

const session = document.querySelector('meta[name="phone-session"]').content;

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(t(body.error || "没有发出去，请再试一次"));
  return body;
}

async function reach(path, options) {
  let response;
  try { response = await fetch(path, options); } catch { throw new Error(t("连不上本机服务，稍后再试")); }
  return answer(response);
}

export const state = (persona) => reach(`/phone/state?persona=${encodeURIComponent(persona || "")}`, {});

export function act(persona, type, fields = {}) {
  return reach("/phone/act", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Phone-Session": session },
    body: JSON.stringify({ persona, type, ...fields }),
  });
}

export function upload(persona, kind, files, fields = {}) {
  const form = new FormData();
  form.append("persona", persona);
  form.append("kind", kind);
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append("file", file, file.name || "voice.ogg");
  return reach("/phone/upload", { method: "POST", headers: { "X-Phone-Session": session }, body: form });
}

// EventSource reconnects by itself and sends Last-Event-ID; "reset" asks for the whole state again.
export function listen(after, onEvent, onLink) {
  const source = new EventSource(`/phone/events?after=${after}`);
  source.addEventListener("open", () => onLink(true));
  source.addEventListener("error", () => {
    onLink(false);
    // A refused stream (the server was restarted) is closed for good: a reload gets the new session.
    if (source.readyState === EventSource.CLOSED) setTimeout(waitForServer, 1500);
  });
  source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  return source;
}

async function waitForServer() {
  try {
    const page = await fetch("/", { cache: "no-store" });
    if (page.ok) { location.reload(); return; }
  } catch { /* still away */ }
  setTimeout(waitForServer, 1500);
}
