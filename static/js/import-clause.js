// Shows the fields that belong to what the sentence is taken for. Without JavaScript all of them stand there.
"use strict";

(function () {
  const fields = {
    objective: ["title", "target_kind", "comparator", "target_percent", "target_value", "target_unit", "denominator_note", "measure"],
    group: ["title"],
    task: ["title", "recurrence", "due_on", "lead", "coordinating"],
    duty: ["lead"],
  };
  const shares = ["units", "people", "establishments"];
  const role = document.getElementById("id_role");
  const kind = document.getElementById("id_target_kind");
  if (!role || !kind) {
    return;
  }
  const all = new Set(Object.values(fields).flat());

  function belongs(name) {
    if (!(fields[role.value] || []).includes(name)) {
      return false;
    }
    if (name === "target_percent" || name === "measure") {
      return shares.includes(kind.value);
    }
    if (name === "target_value" || name === "target_unit") {
      return kind.value === "count";
    }
    return !(kind.value === "quality" && (name === "comparator" || name === "denominator_note"));
  }

  function show() {
    for (const name of all) {
      const row = document.getElementById("div_id_" + name);
      if (row) {
        row.hidden = !belongs(name);
      }
    }
  }

  role.addEventListener("change", show);
  kind.addEventListener("change", show);
  show();
})();
