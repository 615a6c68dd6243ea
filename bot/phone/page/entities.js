// Message entities to DOM. Offsets are UTF-16 units, which is what JavaScript strings count in.
import { copyText, el } from "./dom.js";
import { t } from "./texts.js";

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const SIMPLE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s" };

// `onCommand(text)` is called for a tapped /command.
export function richText(text, entities, onCommand) {
  const sorted = [...entities]
    .filter((one) => one.length > 0 && one.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return build(text, 0, text.length, sorted, onCommand);
}

function build(text, start, end, entities, onCommand) {
  const fragment = document.createDocumentFragment();
  let at = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) continue;
    fragment.append(text.slice(at, from));
    const inner = [];
    while (index + 1 < entities.length && entities[index + 1].offset < to) inner.push(entities[index += 1]);
    fragment.append(wrap(entity, text.slice(from, to), build(text, from, to, inner, onCommand), onCommand));
    at = BLOCKS.has(entity.type) && text[to] === "\n" ? to + 1 : to; // a block ends its line by itself
    // An entity that crosses this one's end goes on behind it.
    const crossing = inner.filter((one) => one.offset + one.length > to);
    if (crossing.length) entities.splice(index + 1, 0, ...crossing);
  }
  fragment.append(text.slice(at, end));
  return fragment;
}

function wrap(entity, plain, content, onCommand) {
  const type = entity.type;
  if (SIMPLE[type]) return el(SIMPLE[type], {}, content);
  if (type === "code") return el("code", { title: t("点一下复制"), onclick: () => copyText(plain) }, content);
  if (type === "pre") return el("pre", { tabindex: "0" }, content);
  if (type === "spoiler") return spoiler(content);
  if (type === "blockquote") return el("span", { class: "quote" }, el("span", { class: "quote-body" }, content));
  if (type === "expandable_blockquote") return folded(content);
  if (type === "text_link") return link(entity.url, content);
  if (type === "url") return link(plain, content);
  if (type === "email") return link(`mailto:${plain}`, content);
  if (type === "bot_command") {
    return el("button", { type: "button", class: "linkish", onclick: () => onCommand(plain) }, content);
  }
  if (["mention", "hashtag", "text_mention", "cashtag"].includes(type)) return el("span", { class: "linkish" }, content);
  return content;
}

function link(address, content) {
  let url = null;
  try { url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`); } catch { url = null; }
  if (!url || !["http:", "https:", "mailto:"].includes(url.protocol)) return content;
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href }, content);
}

function spoiler(content) {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false", "aria-label": t("隐藏的内容，点一下显示") }, content);
  const show = () => { node.setAttribute("aria-expanded", "true"); node.removeAttribute("aria-label"); };
  node.addEventListener("click", show);
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(); } });
  return node;
}

function folded(content) {
  const body = el("span", { class: "quote-body" }, content);
  const box = el("span", { class: "quote folded" }, body);
  const button = el("button", { type: "button", class: "unfold", "aria-expanded": "false" }, t("展开"));
  button.addEventListener("click", () => {
    const isFolded = box.classList.toggle("folded");
    button.textContent = isFolded ? t("展开") : t("收起");
    button.setAttribute("aria-expanded", String(!isFolded));
  });
  box.append(button);
  return box;
}
