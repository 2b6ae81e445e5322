"use strict";

// Autosave of the report form. A row or section that was changed stays on the list until the server
// says that it holds it; every sending carries the whole list. What the server refused stays on the list
// too (its message stays beside it, the leave guard stays on). Nothing is kept in the browser's storage.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("report-form");
  if (!form) return;
  const bar = form.querySelector(".form-bar");
  const NEVER = Number.MAX_SAFE_INTEGER;
  const unsaved = new Map(); // field → { due, version }
  let busy = false, failures = 0, failedSince = "", leaving = false, version = 0;

  const say = (text) => { document.getElementById("save-state").textContent = text; };
  // The portal's clock, in Vietnam: whatever this machine believes, it is the portal that receives.
  const ahead = Date.parse(form.dataset.now) - Date.now();
  const clock = () => new Date(Date.now() + ahead).toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" });

  const mark = (target, delay) => {
    const field = target.name ? target.closest("[data-field]") : null;
    if (field) unsaved.set(field, { due: Date.now() + delay, version: ++version });
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches(".status-select")) openNote(event.target);
    mark(event.target, 0);
  });
  form.addEventListener("input", (event) => {
    mark(event.target, 2500);
    const counter = event.target.dataset.counter && document.getElementById(event.target.dataset.counter);
    if (counter) counter.textContent = event.target.value.length.toLocaleString("vi-VN");
  });

  // "Không thuộc phạm vi" and "Chưa có số liệu" need a word why: show where to write it.
  const openNote = (select) => {
    if (select.value === "value") return;
    const note = select.closest("[data-field]").querySelector("details.note");
    note.open = true;
    note.querySelector("input").focus();
  };

  const values = (fields) => {
    const data = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, form_key: form.elements.form_key.value };
    for (const field of fields) {
      for (const input of field.querySelectorAll("[name]")) {
        if (input.type !== "checkbox" || input.checked) data[input.name] = input.value;
      }
    }
    return data;
  };

  let sent = new Map();
  const send = () => {
    busy = true;
    sent = new Map([...unsaved].map(([field, entry]) => [field, entry.version]));
    say("Đang lưu…");
    htmx.ajax("POST", form.dataset.saveUrl, { source: document.body, target: document.body, swap: "none", values: values(sent.keys()) })
      .catch(() => {})
      .finally(() => { busy = false; });
  };
  setInterval(() => {
    const now = Date.now();
    if (!busy && !leaving && [...unsaved.values()].some((entry) => entry.due <= now)) send();
  }, 300);

  const answered = (refused) => {
    failures = 0;
    failedSince = "";
    for (const [field, sentVersion] of sent) {
      const entry = unsaved.get(field);
      if (!entry || entry.version !== sentVersion) continue; // typed again in the meantime: stays
      if (refused.has(field.dataset.field)) entry.due = NEVER; // until it is typed again
      else unsaved.delete(field);
    }
  };

  // Another tab logs in; this page gets the new session's token with its next try and goes on by itself.
  const offerLogin = () => {
    const link = document.createElement("a");
    Object.assign(link, { href: "/dang-nhap/", target: "_blank", rel: "noopener", textContent: " Đăng nhập lại ở thẻ mới" });
    document.getElementById("save-state").append(link);
  };

  const failed = (text, needsLogin = false) => {
    failures += 1;
    failedSince = failedSince || clock();
    const due = Date.now() + Math.min(30, 2 ** failures) * 1000;
    for (const entry of unsaved.values()) if (entry.due !== NEVER) entry.due = due;
    bar.classList.add("unsaved");
    say(`Chưa lưu được ${unsaved.size} ô từ ${failedSince}: ${text} Đang thử lại; nội dung vẫn còn trên màn hình.`);
    if (needsLogin) offerLogin();
  };

  const locked = () => {
    unsaved.clear();
    bar.classList.add("unsaved");
  };

  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const xhr = event.detail.xhr;
    if (xhr.status === 200 || xhr.status === 422) {
      answered(new Set((xhr.getResponseHeader("X-Refused") || "").split(",").filter(Boolean)));
    } else if (xhr.status === 409) {
      locked();
    } else if (xhr.status === 401) {
      event.preventDefault(); // no jump to the login page: what was typed is here
      failed("phiên làm việc đã hết.", true);
    }
  });
  document.body.addEventListener("htmx:afterOnLoad", (event) => {
    if (![200, 422].includes(event.detail.xhr.status)) return;
    bar.classList.toggle("unsaved", unsaved.size > 0);
    for (const words of form.querySelectorAll("[data-asks-note]")) {
      const note = words.closest("[data-field]").querySelector("details.note");
      if (note) note.open = true;
    }
  });
  document.body.addEventListener("htmx:sendError", () => failed("mất kết nối tới cổng."));
  document.body.addEventListener("htmx:timeout", () => failed("cổng chưa trả lời."));
  document.body.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if ([401, 409, 422].includes(status)) return;
    const token = event.detail.xhr.getResponseHeader("X-Fresh-Token");
    if (status === 403 && token) {
      form.elements.csrfmiddlewaretoken.value = token;
      failed("phiên làm việc đã đổi.");
    } else if (status === 404 || status === 403) failed("tài khoản đang đăng nhập không phải tài khoản đã mở trang này.", true);
    else failed(`cổng báo lỗi ${status}.`);
  });

  // Enter and the arrow keys go from figure to figure, as in a spreadsheet.
  const FIGURES = ".number-input, .value-entry > select:first-child";
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches(FIGURES)) return;
    const forward = event.key === "Enter" || (event.key === "ArrowDown" && input.matches("input"));
    const back = event.key === "ArrowUp" && input.matches("input");
    if (!forward && !back) return;
    event.preventDefault();
    const all = [...form.querySelectorAll(FIGURES)].filter((each) => each.offsetParent); // not what is folded away
    const next = all[all.indexOf(input) + (back ? -1 : 1)];
    if (next) { next.focus(); if (next.select) next.select(); }
  });

  // A figure that the portal has counted itself is taken over by one press, never by itself.
  for (const button of form.querySelectorAll(".take-known")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const input = document.getElementById(button.dataset.for);
      input.value = button.dataset.value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
      input.focus();
    });
  }

  // A link to a figure opens what hides it: the rows that nobody must fill in, a breakdown, the note it asks for.
  const reveal = (code) => {
    const row = form.querySelector(`[data-field="${CSS.escape(code)}"]`);
    const body = row && row.closest("tbody");
    if (!body) return;
    if (body.matches(".optional")) body.closest("section").querySelector(".optional-toggle").checked = true;
    if (body.matches(".parts")) body.previousElementSibling.querySelector(".parts-toggle").checked = true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    reveal(decodeURIComponent(link.hash.slice(1)));
    const note = link.dataset.openNote && document.querySelector(`[data-field="${CSS.escape(link.dataset.openNote)}"] details.note`);
    if (note) note.open = true;
  });
  if (location.hash) reveal(decodeURIComponent(location.hash.slice(1)));

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || (!unsaved.size && !busy)) return;
    event.preventDefault();
  });
});
