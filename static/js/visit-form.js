"use strict";

// The form of one visit keeps what was typed while there is no network, and sends it when there is.
// What lies on the device is encrypted with a key that only the page knows (the portal gives it to the
// person who is logged in and never stores it here), holds no data of the owner, and is thrown away after
// three days, after it was sent, or when somebody says so. docs/adr tells why.
(() => {
  const DAYS = 3, PREFIX = "visit:", EVERY = 15000;
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

  // Whatever is too old goes, whichever visit it belongs to.
  for (const name of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    try {
      if (Date.now() - JSON.parse(localStorage[name]).at > DAYS * 864e5) localStorage.removeItem(name);
    } catch { localStorage.removeItem(name); }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const written = document.querySelector("[data-visit-written]");
    if (written) forget(written.dataset);
    const form = document.getElementById("visit-form");
    if (form && window.crypto && crypto.subtle) start(form);
  });

  // The portal holds exactly what this device sent (it tells the same moment of pressing): done with.
  function forget({ visitWritten, person, deviceAt }) {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}${visitWritten}:${person}/`))) {
      if (Date.parse(JSON.parse(localStorage[name]).pressed) === Date.parse(deviceAt)) localStorage.removeItem(name);
    }
  }

  async function start(form) {
    const name = `${PREFIX}${form.dataset.visit}:${form.dataset.person}${location.pathname}`;
    const raw = Uint8Array.from(form.dataset.key.match(/../g), (pair) => parseInt(pair, 16));
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const bar = form.querySelector(".visit-bar"), state = document.getElementById("visit-state");
    const clock = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    let waiting = false, timer = 0, turn = Promise.resolve();

    const say = (text, isWaiting = false) => { state.textContent = text; bar.classList.toggle("waiting", isWaiting); };
    const typed = () => [...new FormData(form)].filter(([field]) => field !== "csrfmiddlewaretoken");

    const keep = () => {
      turn = turn.then(async () => {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const text = encoder.encode(JSON.stringify(typed()));
        const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text);
        localStorage[name] = JSON.stringify({ at: Date.now(), iv: base64(iv), data: base64(data), pressed: form.elements.device_at.value });
      }).catch(() => say("Máy này không giữ được nội dung: đừng đóng trang khi chưa có mạng.", true));
      return turn;
    };

    const kept = async () => {
      if (!localStorage[name]) return null;
      try {
        const entry = JSON.parse(localStorage[name]);
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(entry.iv) }, key, bytes(entry.data));
        return { at: entry.at, fields: JSON.parse(decoder.decode(text)) };
      } catch { return null; } // damaged
    };

    const restore = (fields) => {
      const values = new Map();
      for (const [field, value] of fields) values.set(field, [...(values.get(field) || []), value]);
      for (const input of form.elements) {
        if (!input.name || ["csrfmiddlewaretoken", "version", "device_at"].includes(input.name)) continue;
        const given = values.get(input.name) || [];
        if (input.type === "radio" || input.type === "checkbox") input.checked = given.includes(input.value);
        else if (given.length) input.value = given[0];
        const part = input.closest("details");
        if (part && input.type !== "hidden" && input.value && input.value !== input.defaultValue) part.open = true;
      }
    };

    // "" when the portal would take the form now; else why not.
    const obstacle = async () => {
      const offline = `Chưa có mạng. Nội dung đã giữ trên máy lúc ${clock(Date.now())}; cổng sẽ tự gửi khi có mạng, đừng đóng trang.`;
      if (!navigator.onLine) return offline;
      try {
        const options = { method: "HEAD", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(8000) };
        const answer = await fetch(location.href, options);
        if (answer.type === "opaqueredirect") return "Phiên làm việc đã hết. Nội dung đã giữ trên máy: đăng nhập lại, mở lại trang này rồi bấm “Đưa lại vào biểu”.";
        return answer.status < 500 ? "" : offline;
      } catch { return offline; }
    };

    const send = async () => {
      const why = await obstacle();
      waiting = why !== "";
      if (waiting) return say(why, true);
      say("Đang gửi…");
      return HTMLFormElement.prototype.submit.call(form); // the answer is an ordinary page: 200, 409 or 422
    };

    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.elements.device_at.value = new Date().toISOString();
      await keep();
      await send();
    });
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { keep(); if (!waiting) say(`Đã giữ trên máy lúc ${clock(Date.now())}, chưa gửi lên cổng.`); }, 800);
    });
    window.addEventListener("online", () => { if (waiting) send(); });
    setInterval(() => { if (waiting) send(); }, EVERY);

    const before = await kept();
    if (before && !("answered" in form.dataset)) {
      const box = document.getElementById("visit-kept");
      document.getElementById("visit-kept-at").textContent = new Date(before.at).toLocaleString("vi-VN");
      box.hidden = false;
      document.getElementById("visit-restore").addEventListener("click", () => { restore(before.fields); box.hidden = true; });
      document.getElementById("visit-drop").addEventListener("click", () => { localStorage.removeItem(name); box.hidden = true; });
    }
  }
})();
