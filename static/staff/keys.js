// One key for each thing done often. None of them writes anything but "take" on the list; the rest moves and fills in.

const rows = [...document.querySelectorAll("[data-row]")];
let at = rows.findIndex((row) => row.matches(":target"));

const go = (step) => {
  if (!rows.length) return false;
  rows[at]?.classList.remove("cur");
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at].classList.add("cur");
  rows[at].scrollIntoView({ block: "nearest" });
  return true;
};

const press = (element) => {
  element?.click();
  return Boolean(element);
};

const focus = (selector) => {
  const field = document.querySelector(selector);
  field?.focus();
  return Boolean(field);
};

const choose = (selector, value) => {
  const field = document.querySelector(selector);
  if (!field || ![...field.options].some((option) => option.value === value)) return false;
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
  return true;
};

const named = (key) => document.querySelector(`a[data-key="${key}"]`);
const inRow = (selector) => rows[at]?.querySelector(selector);

const takeOnDesk = () => {
  const me = document.querySelector("[data-me]")?.dataset.me;
  return Boolean(me) && choose("#id_owner", me);
};

const openList = (selector) => {
  const list = document.querySelector(selector);
  if (!list) return false;
  list.open = true;
  (list.querySelector("a") ?? list.querySelector("summary")).focus();
  return true;
};

const unchoose = () => {
  const chosen = document.querySelectorAll("tr[data-row] input:checked");
  chosen.forEach((box) => box.click());
  return chosen.length > 0;
};

// On the approval queue: yes is pressed, no asks for its reason first.
const refuse = () => {
  const form = inRow("form.decision");
  if (!form) return false;
  form.querySelector("details").open = true;
  form.querySelector("[name=reason]").focus();
  return true;
};

// On a case: the nth of what can be decided; once chosen, its words are next.
const decide = (number) => {
  const choice = document.querySelectorAll("form.decide [name=outcome]")[number - 1];
  if (!choice) return false;
  choice.click();
  choice.focus();
  return true;
};

const keys = {
  ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((number) => [String(number), () => decide(number)])),
  j: () => go(1) || press(named("j")),
  k: () => go(-1) || press(named("k")),
  "/": () => focus("#hy-find input"),
  r: () => focus("#id_answer") || press(inRow("a.btn.p")),
  t: () => openList("details.ready"),
  p: () => openList("details.playbooks"),
  i: () => focus("#id_note"),
  s: () => focus("#id_severity"),
  c: () => focus("#id_category"),
  e: () => choose("#id_status", "under_review"),
  q: () => choose("#id_status", "needs_info") && focus("#id_answer"),
  a: () => takeOnDesk() || press(inRow("[data-key=a]")) || press(document.querySelector("[data-press=a]")),
  y: () => press(inRow("form.decision [value=approve]")),
  n: () => refuse(),
  x: () => press(inRow("input[type=checkbox]")),
  Enter: () => press(inRow("a.t") ?? inRow("h2 a")),
  Escape: () => unchoose() || press(named("Escape")),
};

const isTyping = (target) => target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.closest(".dk-form")) {
    const form = event.target.closest(".dk-form");
    press(form.querySelector("[data-main]") ?? form.querySelector("button"));
    return;
  }
  const list = event.target.closest("details.ready[open]");
  if (list && event.key === "Escape") {
    list.open = false;
    list.querySelector("summary").focus();
    return;
  }
  if (list && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    const links = [...list.querySelectorAll("a")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    links[(links.indexOf(event.target) + step + links.length) % links.length]?.focus();
    event.preventDefault();
    return;
  }
  if (event.key === "Escape" && isTyping(event.target)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return;
  if (keys[event.key]?.()) event.preventDefault();
});
