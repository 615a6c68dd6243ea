// Puts the page together: state of the chosen persona, events from the server, unread counts.
import { Composer } from "./composer.js";
import { $, el, toast } from "./dom.js";
import { Log } from "./log.js";
import { draftNodes } from "./message.js";
import * as net from "./net.js";
import { setUpSheets } from "./sheets.js";
import { speak, t } from "./texts.js";

const ACTIONS = {
  typing: "正在输入…", upload_document: "正在发送文件…", upload_photo: "正在发送照片…",
  upload_voice: "正在发送语音…", record_voice: "正在录音…", find_location: "正在查找…",
};
let me = null;
let bot = { name: "金句", username: "" };
let commands = [];
let personas = [];
const unread = new Map();
const waiting = new Map();

const act = (type, fields) => net.act(me.id, type, fields);
const composer = new Composer(act, () => ({ commands, bot }));
const log = new Log({
  command: (text) => composer.send(text),
  press,
  switchTo: (query) => composer.set(`@${bot.username} ${query}`),
  reply: (message) => composer.reply(message),
  jump: (id) => log.jump(id),
}, (count) => { if (me) unread.set(me.id, count); showUnread(); });

async function press(message, row, column, node) {
  node.classList.add("pressed");
  node.setAttribute("aria-busy", "true");
  const release = () => { node.classList.remove("pressed"); node.removeAttribute("aria-busy"); };
  try {
    const { press: id } = await act("press", { message_id: message.id, row, column });
    if (early.has(id)) { release(); answered(early.get(id)); early.delete(id); return; }
    waiting.set(id, release);
    setTimeout(() => { if (waiting.delete(id)) release(); }, 15000);
  } catch (error) {
    release();
    toast(error.message);
  }
}

const early = new Map();
function answered(event) {
  if (!event.text) return;
  if (event.show_alert) {
    $("alert-text").textContent = event.text;
    $("alert").showModal();
  } else toast(event.text, 3);
}

let statusTimer = 0;
function status(text, seconds = 0) {
  $("status").textContent = text || t("在线");
  $("status").classList.toggle("busy", Boolean(text));
  clearTimeout(statusTimer);
  if (seconds) statusTimer = setTimeout(() => status(""), seconds * 1000);
}

let draftTimer = 0;
function showDraft(draft) {
  const near = log.nearEnd();
  $("draft").hidden = !draft;
  clearTimeout(draftTimer);
  if (!draft) return;
  $("draft").replaceChildren(...draftNodes(draft));
  draftTimer = setTimeout(() => showDraft(null), draft.seconds * 1000);
  if (near) log.toEnd();
}

function showUnread() {
  const others = personas.filter((one) => one.id !== me?.id).reduce((sum, one) => sum + (unread.get(one.id) || 0), 0);
  const all = others + (unread.get(me?.id) || 0);
  document.title = all ? `(${all}) ${t(bot.name)}` : t(bot.name);
  $("who-badge").hidden = others === 0;
  $("who-badge").textContent = String(others);
  showPersonas();
}

function showPersonas() {
  for (const place of ["side-personas", "sheet-personas"]) {
    const focused = [...$(place).children].indexOf(document.activeElement);
    $(place).replaceChildren(...personas.map((one) => {
      const count = one.id === me?.id ? 0 : unread.get(one.id) || 0;
      return el(
        "button", { type: "button", class: "persona", "aria-current": String(one.id === me?.id), onclick: () => change(one.id) },
        el("span", { class: "face", "aria-hidden": "true" }, [...t(one.name)][0] || "?"),
        el("span", {}, el("b", {}, t(one.name)), el("small", {}, t(one.role))),
        count ? el("span", { class: "badge", "aria-label": t("{} 条未读", count) }, String(count)) : null,
      );
    }));
    if (focused >= 0) $(place).children[focused]?.focus();
  }
}

async function change(id) {
  $("sheet-who").close();
  if (id !== me.id) await load(id).catch((error) => toast(error.message));
}

function showNames() {
  $("bot-name").textContent = t(bot.name);
  $("who-name").textContent = t(me.name);
}

// What is heard while a state is on its way is kept: it may be newer than the state and is told after it.
let underWay = 0;
const held = [];

async function load(id) {
  let known = -1;
  underWay += 1;
  try {
    const state = await net.state(id);
    known = state.seq;
    entered(state);
    return known;
  } finally {
    underWay -= 1;
    if (!underWay) for (const event of held.splice(0)) if (event.seq > known) heard(event);
  }
}

function entered(state) {
  ({ me, bot, personas, commands } = state);
  speak(state.language);
  try { sessionStorage.setItem("phone-persona", String(me.id)); } catch { /* only for this view */ }
  showNames();
  if (bot.description) $("empty-text").textContent = bot.description;
  $("keys").hidden = true;
  composer.reply(null);
  showDraft(null);
  status("");
  log.load(me.id, state.messages);
  const last = state.messages.filter((one) => !one.mine).pop();
  if (last && last === state.messages[state.messages.length - 1]) composer.prompted(last);
  showUnread();
}

function heard(event) {
  if (underWay) { held.push(event); return; }
  if (event.kind === "reset") { load(me.id).catch((error) => toast(error.message)); return; }
  if (event.kind === "commands") { net.state(me.id).then(refreshed); return; }
  if (event.kind === "toast" && waiting.has(event.press)) {
    waiting.get(event.press)();
    waiting.delete(event.press);
    answered(event);
    return;
  }
  if (event.kind === "toast") { early.set(event.press, event); return; }
  if (event.chat !== me.id) { elsewhere(event); return; }
  if (event.kind === "message") received(event.message);
  else if (event.kind === "delete") log.remove(event.message_id);
  else if (event.kind === "draft") { status(""); showDraft(event); }
  else if (event.kind === "action") status(t(ACTIONS[event.action] || "正在处理…"), 5);
  else if (event.kind === "inline") composer.showResults(event.ask, event.results);
}

// The menu changed, and with it perhaps the language this person chose. The messages on show stay: they may be newer.
function refreshed(state) {
  if (state.me.id !== me.id) return;
  ({ commands, bot } = state);
  if (!speak(state.language)) return;
  status("");
  showNames();
  log.load(me.id, [...log.messages.values()]);
  showUnread();
}

function received(message) {
  const isNew = !log.messages.has(message.id);
  if (!message.mine) { showDraft(null); status(""); }
  log.put(message);
  if (isNew && !message.mine) composer.prompted(message);
}

const counted = new Set();
function elsewhere(event) {
  if (event.kind !== "message" || event.message.mine) return;
  const name = `${event.chat}:${event.message.id}`;
  if (counted.has(name)) return;
  counted.add(name);
  unread.set(event.chat, (unread.get(event.chat) || 0) + 1);
  showUnread();
}

setUpSheets({ act, upload: (kind, files, fields) => net.upload(me.id, kind, files, fields), composer });
$("who").addEventListener("click", () => { showPersonas(); $("sheet-who").showModal(); });
$("start").addEventListener("click", () => composer.send("/start"));
document.addEventListener("visibilitychange", () => { if (!document.hidden && log.nearEnd()) log.read(); });

let stored = "";
try { stored = sessionStorage.getItem("phone-persona") || ""; } catch { stored = ""; }
load(stored)
  .then((seq) => net.listen(seq, heard, (linked) => { $("offline").hidden = linked; }))
  .catch((error) => { $("offline").textContent = error.message; $("offline").hidden = false; });
