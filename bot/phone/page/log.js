// The list of messages: grouping, days, order, scroll position, unread count.
import { $, el } from "./dom.js";
import { messageNode } from "./message.js";
import { locale, t } from "./texts.js";

const NEAR = 80;

function dayLabel(date) {
  const today = new Date();
  const days = Math.round((new Date(today.toDateString()) - new Date(date.toDateString())) / 86400000);
  if (days === 0 || days === 1) return t(days ? "昨天" : "今天");
  return date.toLocaleDateString(locale(), { month: "long", day: "numeric", weekday: "short" });
}

export class Log {
  constructor(callbacks, onUnread) {
    this.on = callbacks;
    this.onUnread = onUnread;
    this.scroll = $("scroll");
    this.list = $("log");
    this.messages = new Map();
    this.unread = 0;
    this.positions = new Map();
    this.scroll.addEventListener("scroll", () => { if (this.nearEnd()) this.read(); this.showJump(); }, { passive: true });
    $("jump").addEventListener("click", () => this.toEnd(true));
    // Sticks to the end when the keyboard, the quick row or a picture changes the height.
    new ResizeObserver(() => { if (this.sticky) this.toEnd(); }).observe(this.scroll);
    new ResizeObserver(() => { if (this.sticky) this.toEnd(); }).observe(this.list);
    this.sticky = true;
    this.scroll.addEventListener("scroll", () => { this.sticky = this.nearEnd(); }, { passive: true });
  }

  load(persona, messages) {
    if (this.persona !== undefined) this.positions.set(this.persona, this.sticky ? null : this.scroll.scrollTop);
    const kept = this.persona === persona && !this.sticky ? this.scroll.scrollTop : this.positions.get(persona);
    this.persona = persona;
    this.messages = new Map(messages.map((one) => [one.id, one]));
    this.list.setAttribute("aria-live", "off");
    this.list.replaceChildren(...messages.map((one) => messageNode(one, this.on)));
    this.arrange();
    if (kept) this.scroll.scrollTop = kept; else this.toEnd();
    this.read();
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  put(message) {
    const isNew = !this.messages.has(message.id);
    const near = this.nearEnd();
    this.messages.set(message.id, message);
    const node = messageNode(message, this.on);
    const old = this.node(message.id);
    if (old) {
      const focused = [...old.querySelectorAll("button, a")].indexOf(document.activeElement);
      old.replaceWith(node);
      if (focused >= 0) node.querySelectorAll("button, a")[focused]?.focus({ preventScroll: true });
    } else {
      node.classList.add("fresh");
      this.list.append(node);
    }
    this.arrange();
    if (near || message.mine && isNew) this.toEnd();
    else if (isNew) { this.unread += 1; this.onUnread(this.unread); }
    if (isNew && document.hidden && !message.mine) { this.unread += near ? 1 : 0; this.onUnread(this.unread); }
    this.showJump();
  }

  remove(id) {
    this.messages.delete(id);
    this.node(id)?.remove();
    this.arrange();
  }

  node(id) { return this.list.querySelector(`[data-id="${id}"]`); }

  jump(id) {
    const node = this.node(id);
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  arrange() {
    for (const day of this.list.querySelectorAll(".day")) day.remove();
    let before = null;
    let label = "";
    for (const node of [...this.list.children]) {
      const message = this.messages.get(Number(node.dataset.id));
      const today = dayLabel(new Date(message.date * 1000));
      const starts = today !== label || !before || before.mine !== message.mine || message.date - before.date > 300;
      if (today !== label) node.before(el("li", { class: "day" }, el("span", {}, today)));
      node.classList.toggle("first", starts);
      node.classList.add("last");
      if (!starts) this.node(before.id).classList.remove("last");
      label = today;
      before = message;
    }
    $("empty").hidden = this.messages.size > 0;
    this.list.hidden = this.messages.size === 0;
  }

  nearEnd() { return this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR; }

  toEnd(smooth = false) {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.sticky = true;
    this.read();
  }

  read() {
    if (document.hidden) return;
    this.unread = 0;
    this.onUnread(0);
    this.showJump();
  }

  showJump() {
    $("jump").hidden = this.nearEnd();
    $("jump-badge").hidden = this.unread === 0;
    $("jump-badge").textContent = String(this.unread);
  }
}
