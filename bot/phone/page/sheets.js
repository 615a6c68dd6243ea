// Sheets: customer's words, forwards, attachments, contact; and recording a voice.
import { $, clock, el, icon, toast } from "./dom.js";
import { t } from "./texts.js";

export function setUpSheets({ act, upload, composer }) {
  for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => $("phone").append($("toast")));
  }
  const attempt = async (work, dialog) => {
    try { await work(); dialog?.close(); return true; } catch (error) { toast(error.message); return false; }
  };
  customerWords(act, attempt, composer);
  forwards(act, attempt);
  attachments(act, upload, attempt);
  recorder(upload, attempt);
}

function customerWords(act, attempt, composer) {
  const words = (text) => act("say", { text: t("客户说：{}", text.trim()) });
  $("quick-paste").addEventListener("click", async () => {
    const typed = composer.text.value.trim();
    if (typed) {
      composer.text.value = "";
      composer.changed();
      if (!await attempt(() => words(typed))) composer.set(typed);
      return;
    }
    let clipboard = "";
    try { clipboard = (await navigator.clipboard.readText()).trim(); } catch { clipboard = ""; }
    $("paste-text").value = clipboard;
    $("sheet-paste").showModal();
    $("paste-text").focus();
  });
  $("form-paste").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => words($("paste-text").value), $("sheet-paste"));
  });
  $("paste-text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
      event.preventDefault();
      $("form-paste").requestSubmit();
    }
  });
}

function forwards(act, attempt) {
  const list = $("fw-items");
  const update = () => {
    const rows = [...list.children];
    rows.forEach((row, index) => {
      row.querySelector("textarea").setAttribute("aria-label", t("第 {} 条", index + 1));
      row.querySelector(".up").disabled = index === 0;
      row.querySelector(".drop").disabled = rows.length === 1;
    });
  };
  const add = (text = "") => {
    const area = el("textarea", { rows: 1, placeholder: t("客户说的一句话") });
    area.value = text;
    const up = el("button", { type: "button", class: "icon up", "aria-label": t("上移") }, icon("up"));
    const drop = el("button", { type: "button", class: "icon drop", "aria-label": t("删除这条") }, icon("close"));
    const row = el("li", {}, area, el("span", { class: "moves" }, up, drop));
    up.addEventListener("click", () => { row.previousElementSibling?.before(row); update(); up.focus(); });
    drop.addEventListener("click", () => { row.remove(); update(); });
    list.append(row);
    update();
    return area;
  };
  $("fw-add").addEventListener("click", () => add().focus());
  $("quick-forward").addEventListener("click", () => {
    if (!list.children.length) { add(); add(); }
    $("sheet-forward").showModal();
    list.querySelector("textarea").focus();
  });
  $("form-forward").addEventListener("submit", async (event) => {
    event.preventDefault();
    const items = [...list.querySelectorAll("textarea")].map((one) => one.value).filter((one) => one.trim());
    const order = new FormData(event.target).get("fw-order");
    const fields = {
      sender: $("fw-sender").value, hidden: $("fw-hidden").checked, items,
      comment: $("fw-comment").value, comment_first: order === "first",
    };
    if (await attempt(() => act("forward", fields), $("sheet-forward"))) {
      list.replaceChildren();
      $("fw-comment").value = "";
    }
  });
}

function attachments(act, upload, attempt) {
  $("attach").addEventListener("click", () => $("sheet-attach").showModal());
  for (const kind of ["file", "photo", "voice"]) {
    const input = $(`input-${kind}`);
    $(`pick-${kind}`).addEventListener("click", () => input.click());
    input.addEventListener("change", async () => {
      const files = [...input.files];
      input.value = "";
      if (!files.length) return;
      $("sheet-attach").close();
      toast(t("正在发送…"), 20);
      if (await attempt(() => upload(kind === "file" ? "document" : kind, files))) $("toast").hidden = true;
    });
  }
  $("pick-contact").addEventListener("click", () => { $("sheet-attach").close(); $("sheet-contact").showModal(); });
  $("form-contact").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => act("contact", { name: $("ct-name").value, phone: $("ct-phone").value }), $("sheet-contact"));
  });
}

function recorder(upload, attempt) {
  let media = null;
  let timer = 0;
  let started = 0;
  const finish = (send) => {
    if (!media) return;
    const current = media;
    media = null;
    clearInterval(timer);
    const seconds = Math.max(1, Math.round((Date.now() - started) / 1000));
    current.addEventListener("stop", () => {
      current.stream.getTracks().forEach((track) => track.stop());
      const blob = new Blob(current.parts, { type: current.mimeType });
      if (send) attempt(() => upload("voice", [blob], { seconds }));
    });
    current.stop();
    $("recorder").hidden = true;
    $("composer").hidden = false;
  };
  $("mic").addEventListener("click", async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const kind = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one));
      media = new MediaRecorder(stream, kind ? { mimeType: kind } : {});
    } catch {
      toast(t("用不了麦克风，可以点回形针发语音文件"), 3.5);
      return;
    }
    const parts = [];
    media.parts = parts;
    media.addEventListener("dataavailable", (event) => parts.push(event.data));
    media.start();
    started = Date.now();
    timer = setInterval(() => { $("rec-time").textContent = clock((Date.now() - started) / 1000); }, 250);
    $("rec-time").textContent = "0:00";
    $("recorder").hidden = false;
    $("composer").hidden = true;
    $("rec-send").focus();
  });
  $("rec-send").addEventListener("click", () => finish(true));
  $("rec-cancel").addEventListener("click", () => finish(false));
}
