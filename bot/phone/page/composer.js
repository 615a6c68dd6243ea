// The text field, the command menu, inline results, force reply and reply keyboards.
import { $, el, toast } from "./dom.js";
import { t } from "./texts.js";

export class Composer {
  // `act(type, fields)` sends an act; `context()` gives {commands, bot}.
  constructor(act, context) {
    this.act = act;
    this.context = context;
    this.text = $("text");
    this.replyTo = null;
    this.sentFor = new Map();
    this.early = new Map();
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("keydown", (event) => this.key(event));
    $("composer").addEventListener("submit", (event) => { event.preventDefault(); this.send(); });
    $("menu").addEventListener("click", () => this.toggleMenu());
    $("reply-cancel").addEventListener("click", () => this.reply(null));
  }

  changed() {
    this.text.style.height = "43px";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 168)}px`;
    const blank = !this.text.value.trim();
    $("send").hidden = blank;
    $("mic").hidden = !blank;
    this.suggest();
  }

  set(value) {
    this.text.value = value;
    this.changed();
    this.text.focus();
    this.text.setSelectionRange(value.length, value.length);
  }

  async send(value = this.text.value) {
    if (!value.trim()) return;
    const isTyped = value === this.text.value;
    const replyTo = this.replyTo?.id;
    if (isTyped) { this.text.value = ""; this.changed(); }
    this.reply(null);
    try {
      await this.act("say", { text: value, reply_to: replyTo });
    } catch (error) {
      toast(error.message);
      if (isTyped && !this.text.value) this.set(value); // nothing typed is ever lost
    }
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // Enter ends the input method's choice
    const options = $("suggest").hidden ? [] : [...$("suggest").querySelectorAll("button")];
    const chosen = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (options.length && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = (chosen + step + options.length) % options.length;
      options.forEach((one, index) => one.setAttribute("aria-selected", String(index === next)));
      options[next].scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (chosen >= 0) options[chosen].click(); else this.send();
    } else if (event.key === "Escape") {
      this.hideSuggest();
      this.reply(null);
    }
  }

  toggleMenu() {
    if (!$("suggest").hidden) { this.hideSuggest(); return; }
    this.showCommands("");
    this.text.focus();
  }

  suggest() {
    const value = this.text.value;
    const { bot } = this.context();
    if (value.toLowerCase().startsWith(`@${bot.username} `)) this.askInline(value.slice(bot.username.length + 2));
    else if (/^\/[a-z0-9_]*$/i.test(value)) this.showCommands(value.slice(1).toLowerCase());
    else this.hideSuggest();
  }

  showCommands(prefix) {
    const commands = this.context().commands.filter((one) => one.command.startsWith(prefix));
    if (!commands.length && prefix) { this.hideSuggest(); return; }
    this.showSuggest(commands.length
      ? commands.map((one) => this.option(`/${one.command}`, one.description, () => { this.hideSuggest(); this.text.value = ""; this.changed(); this.send(`/${one.command}`); }))
      : [el("p", {}, t("还没有命令，先点「开始」或稍等一下。"))]);
  }

  option(title, text, choose) {
    return el("button", { type: "button", role: "option", "aria-selected": "false", onclick: choose }, el("b", {}, title), el("span", {}, text || ""));
  }

  showSuggest(nodes) {
    $("suggest").replaceChildren(...nodes);
    $("suggest").hidden = false;
    $("menu").setAttribute("aria-expanded", "true");
  }

  hideSuggest() {
    $("suggest").hidden = true;
    $("menu").setAttribute("aria-expanded", "false");
  }

  askInline(query) {
    clearTimeout(this.inlineTimer);
    this.inlineTimer = setTimeout(async () => {
      this.early.clear();
      try {
        this.ask = (await this.act("inline", { query })).ask;
        // The bot may answer before the server has told this page which ask is its own.
        if (this.early.has(this.ask)) this.showResults(this.ask, this.early.get(this.ask));
      } catch (error) { toast(error.message); }
    }, 250);
  }

  showResults(ask, results) {
    if (ask !== this.ask) { this.early.set(ask, results); return; }
    const pick = (result) => async () => {
      this.hideSuggest();
      this.text.value = "";
      this.changed();
      try { await this.act("choose", { ask, result: String(result.id) }); } catch (error) { toast(error.message); }
    };
    this.showSuggest(results.length
      ? results.map((one) => this.option(one.title || t("结果"), one.description, pick(one)))
      : [el("p", {}, t("没有结果"))]);
  }

  reply(message, placeholder = "") {
    this.replyTo = message;
    $("replying").hidden = !message;
    $("replying-text").textContent = message ? t("回复：{}", message.text || t("附件")) : "";
    this.text.placeholder = placeholder || t("消息");
    if (message) this.text.focus({ preventScroll: true });
  }

  // Force reply or a reply keyboard that came with the bot's latest message.
  prompted(message) {
    const prompt = message.prompt || {};
    if (prompt.force_reply) this.reply(message, prompt.input_field_placeholder);
    if (prompt.remove_keyboard) $("keys").hidden = true;
    if (!prompt.keyboard) return;
    const press = (label) => () => { if (prompt.one_time_keyboard) $("keys").hidden = true; this.send(label); };
    $("keys").replaceChildren(...prompt.keyboard.map((row) => el("div", {}, ...row.map((one) => {
      const label = typeof one === "string" ? one : one.text;
      return el("button", { type: "button", onclick: press(label) }, label);
    }))));
    $("keys").hidden = false;
  }
}
