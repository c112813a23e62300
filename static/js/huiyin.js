// Small helps on every page. Everything works without them.

// A draft that came through is forgotten.
for (const { dataset } of document.querySelectorAll("[data-draft-sent]")) {
  localStorage.removeItem(dataset.draftSent === "draft-sent-talk" ? "draft:talk" : "draft:feedback");
}

// Ask before what cannot be undone.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) {
    event.preventDefault();
  }
});

// A slow double tap sends once; the server would take it once in any case.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 8000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Share and copy: shown only where the browser can.
const say = (words, milliseconds = 2500) => {
  const note = document.createElement("span");
  note.className = "toast";
  note.setAttribute("role", "status");
  note.textContent = words;
  document.body.append(note);
  window.setTimeout(() => note.remove(), milliseconds);
};

// A press that the server refused, or that never reached it, is said.
document.addEventListener("htmx:responseError", (event) => {
  const { refused, tooMany } = document.body.dataset;
  say(event.detail.xhr.status === 429 ? tooMany : refused, 8000);
});
document.addEventListener("htmx:sendError", () => say(document.body.dataset.offline, 8000));

for (const button of document.querySelectorAll("[data-share], [data-copy]")) {
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const { share, title, copy, done } = button.dataset;
    if (share && navigator.share) {
      await navigator.share({ title, url: share }).catch(() => null);
      return;
    }
    await navigator.clipboard.writeText(share || copy);
    say(done);
  });
}

// Filters show at once on wide screens; elsewhere and without script the button does it.
const filters = document.querySelector("#board-form");
if (filters) {
  if (window.matchMedia("(min-width: 60rem)").matches) {
    filters.classList.add("live");
    filters.addEventListener("change", () => filters.requestSubmit());
  }
  const opened = () => {
    if (location.hash === "#filters") filters.querySelector("a[href='#rows']").focus();
    if (location.hash === "#search") document.querySelector("#search").focus();
  };
  opened();
  window.addEventListener("hashchange", opened);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#filters") location.hash = "#rows";
  });
}

// Long texts are cut with "read all"; without script they stand in full.
for (const words of document.querySelectorAll("[data-clamp]")) {
  if (words.scrollHeight < 480) continue;
  const more = document.createElement("button");
  more.type = "button";
  more.className = "more";
  more.textContent = words.dataset.clamp;
  words.classList.add("clamped");
  words.after(more);
  more.addEventListener("click", () => {
    words.classList.remove("clamped");
    more.remove();
  });
}

// Drafts of comments and replies survive a reload; chosen pictures are named.
for (const form of document.querySelectorAll("form[data-draft^='comment-'], form[data-draft^='reply-']")) {
  const key = `draft:${form.dataset.draft}`;
  const field = form.elements.text;
  if (!field.value) field.value = localStorage.getItem(key) || "";
  field.addEventListener("input", () => localStorage.setItem(key, field.value));
  form.addEventListener("submit", () => localStorage.removeItem(key));
  form.elements.images?.addEventListener("change", (event) => {
    const names = [...event.target.files].map((file) => file.name).join(", ");
    if (names) form.querySelector("[data-picked]").textContent = names;
  });
}

// A dialog that came with an answer opens over the page, and is gone when it is closed.
document.addEventListener("htmx:load", (event) => {
  const sheet = event.detail.elt;
  if (!sheet.matches("dialog[data-open]")) return;
  sheet.addEventListener("close", () => sheet.remove());
  sheet.showModal();
});
