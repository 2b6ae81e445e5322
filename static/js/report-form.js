"use strict";

// Autosave of the report form. Each row or section is sent a moment after it changes; what could
// not be sent stays marked and is sent again until the server has it. Nothing is kept in the browser's storage.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("report-form");
  if (!form) return;
  const bar = form.querySelector(".form-bar");
  const waiting = new Map(); // field -> earliest time of the next try
  let busy = false, failures = 0, failedSince = "", leaving = false;

  const say = (text) => { document.getElementById("save-state").textContent = text; };
  const clock = () => new Date().toLocaleTimeString("vi-VN");

  const mark = (target, delay) => {
    const field = target.closest("[data-field]");
    if (field) waiting.set(field, Date.now() + delay);
  };
  form.addEventListener("change", (event) => mark(event.target, 0));
  form.addEventListener("input", (event) => mark(event.target, 2500));

  const values = (field) => {
    const data = {};
    for (const input of field.querySelectorAll("[name]")) data[input.name] = input.value;
    data.csrfmiddlewaretoken = form.elements.csrfmiddlewaretoken.value;
    return data;
  };

  const send = async (field) => {
    busy = true;
    waiting.delete(field);
    say("Đang lưu…");
    await htmx.ajax("POST", form.dataset.saveUrl, { source: document.body, target: document.body, swap: "none", values: values(field) })
      .catch(() => {});
    busy = false;
  };

  let inFlight = null;
  setInterval(() => {
    if (busy) return;
    for (const [field, at] of waiting) {
      if (at <= Date.now()) { inFlight = field; send(field); return; }
    }
  }, 300);

  const failed = (text) => {
    failures += 1;
    failedSince = failedSince || clock();
    const seconds = Math.min(30, 2 ** failures);
    if (inFlight && !waiting.has(inFlight)) waiting.set(inFlight, Date.now() + seconds * 1000);
    bar.classList.add("unsaved");
    say(`Chưa lưu được từ ${failedSince}: ${text} Đang thử lại; nội dung vẫn còn trên màn hình.`);
  };
  document.body.addEventListener("htmx:sendError", () => failed("mất kết nối tới cổng."));
  document.body.addEventListener("htmx:timeout", () => failed("cổng chưa trả lời."));
  document.body.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 409 || status === 422) return;
    failed(status === 403 ? "phiên làm việc đã đổi, mở thẻ mới để đăng nhập lại." : `cổng báo lỗi ${status}.`);
  });
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const xhr = event.detail.xhr;
    if (xhr.status === 401) {
      event.preventDefault();
      failed("phiên làm việc đã hết, mở thẻ mới để đăng nhập lại rồi quay về đây.");
      return;
    }
    if (xhr.status < 300 || xhr.status === 409 || xhr.status === 422) {
      failures = 0;
      failedSince = "";
      bar.classList.toggle("unsaved", xhr.status === 409);
    }
  });

  // Enter and the arrow keys go from figure to figure, as in a spreadsheet.
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches(".number-input, .value-entry > select:first-child")) return;
    const forward = event.key === "Enter" || (event.key === "ArrowDown" && input.matches("input"));
    const back = event.key === "ArrowUp" && input.matches("input");
    if (!forward && !back) return;
    event.preventDefault();
    const all = [...form.querySelectorAll(".number-input, .value-entry > select:first-child")];
    const next = all[all.indexOf(input) + (back ? -1 : 1)];
    if (next) { next.focus(); if (next.select) next.select(); }
  });

  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || (!waiting.size && !busy)) return;
    event.preventDefault();
  });
});
