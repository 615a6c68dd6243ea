// One message to DOM: bubble, file, reply, forward, inline keyboard.
import { clock, copyText, el, icon, size } from "./dom.js";
import { richText } from "./entities.js";
import { locale, t } from "./texts.js";

const at = (time) => time.toLocaleTimeString(locale(), { hour: "2-digit", minute: "2-digit", hour12: false });

// `on` holds the callbacks command(text), press(message, row, column, node), switchTo(text), reply(message), jump(id).
export function messageNode(message, on) {
  const bubble = el("div", { class: "bubble" });
  if (message.forward) bubble.append(el("p", { class: "forward" }, t("转发自 {}", t(message.forward))));
  if (message.reply) bubble.append(quoted(message.reply, on));
  const file = fileNode(message);
  if (file) bubble.append(file);
  if (message.contact) bubble.append(contactNode(message.contact));
  const time = new Date(message.date * 1000);
  const stamp = el("time", { class: "stamp", datetime: time.toISOString() }, message.edited ? t("已编辑 {}", at(time)) : at(time));
  const body = el("div", { class: "text" });
  body.append(richText(message.text, message.entities, on.command), stamp);
  bubble.append(body);
  bubble.addEventListener("dblclick", () => on.reply(message));
  const node = el("li", { class: `msg${message.mine ? " mine" : ""}`, "data-id": message.id }, bubble);
  node.setAttribute("aria-label", t(message.mine ? "我发的" : "金句的回复"));
  if (message.keyboard.length) {
    node.classList.add("has-keys");
    node.append(keyboard(message, on));
  }
  const reactions = message.prompt.reaction || [];
  if (reactions.length) node.append(el("span", { class: "reaction", "aria-label": t("回应") }, reactions.join("")));
  return node;
}

function quoted(reply, on) {
  return el(
    "button", { type: "button", class: "quoted", "aria-label": t("回复的消息：{}", reply.text), onclick: () => on.jump(reply.id) },
    el("b", {}, reply.name), el("span", {}, reply.text),
  );
}

function fileNode(message) {
  const { kind, file } = message;
  if (!file) return null;
  const address = `/phone/file/${encodeURIComponent(file.file_id)}`;
  if (kind === "photo") {
    return el("img", { class: "photo", src: address, alt: message.text || t("照片"), width: file.width, height: file.height, loading: "lazy" });
  }
  if (kind === "voice" || kind === "audio") return voiceNode(address, file);
  const details = [size(file.file_size || 0), (file.file_name || "").split(".").pop().toUpperCase().slice(0, 5)].join(" · ");
  return el(
    "a", { class: "file", href: address, download: file.file_name || "file" },
    el("i", {}, icon("file")), el("span", {}, el("b", {}, file.file_name || t("文件")), el("small", {}, details)),
  );
}

function voiceNode(address, file) {
  const button = el("button", { type: "button", class: "file", "aria-label": t("播放语音") }, el("i", {}, icon("play")));
  button.append(el("span", {}, el("span", { class: "wave" }), el("small", {}, clock(file.duration || 0))));
  let audio = null;
  const show = (name) => button.querySelector("use").setAttribute("href", `#i-${name}`);
  button.addEventListener("click", () => {
    if (!audio) {
      audio = new Audio(address);
      audio.addEventListener("ended", () => show("play"));
      audio.addEventListener("pause", () => show("play"));
    }
    if (audio.paused) audio.play().then(() => show("pause"), () => show("play"));
    else audio.pause();
  });
  return button;
}

function contactNode(contact) {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ");
  return el("div", { class: "file" }, el("i", {}, icon("card")), el("span", {}, el("b", {}, name), el("small", {}, contact.phone_number)));
}

function keyboard(message, on) {
  const box = el("div", { class: "inline-keys" });
  message.keyboard.forEach((row, rowIndex) => {
    box.append(el("div", {}, ...row.map((button, column) => key(message, button, rowIndex, column, on))));
  });
  return box;
}

function key(message, button, row, column, on) {
  if (button.url) {
    const isWeb = /^https?:\/\//i.test(button.url);
    return el("a", { class: "key", href: isWeb ? button.url : "#", target: "_blank", rel: "noopener noreferrer" }, button.text, icon("link"));
  }
  const node = el("button", { type: "button", class: "key" }, button.text);
  if (button.copy_text) {
    node.classList.add("copy");
    node.append(icon("copy"));
    node.addEventListener("click", () => copyText(button.copy_text.text));
  } else if (button.callback_data !== undefined) {
    node.addEventListener("click", () => on.press(message, row, column, node));
  } else {
    const query = button.switch_inline_query_current_chat ?? button.switch_inline_query ?? button.switch_inline_query_chosen_chat?.query;
    node.append(icon("forward"));
    node.addEventListener("click", () => on.switchTo(query ?? ""));
  }
  return node;
}

export function draftNodes(draft) {
  const cursor = el("span", { class: "cursor" });
  if (!draft.text) return [el("span", { class: "thinking" }, t("正在想…")), cursor];
  return [richText(draft.text, draft.entities || [], () => {}), cursor];
}
