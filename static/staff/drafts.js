// What is being written on the desk survives a reload, a lost session and a refused send: it is kept in this browser
// until the server says that it arrived.

for (const form of document.querySelectorAll("form[data-draft]")) {
  const key = `draft:${form.dataset.draft}`;
  const field = form.querySelector("textarea");
  const note = form.querySelector("[data-draft-note]");
  if (document.querySelector(`.messagelist .${form.dataset.sent}`)) localStorage.removeItem(key);
  if (!("bound" in form.dataset) && !field.value) field.value = localStorage.getItem(key) ?? "";
  field.addEventListener("input", () => {
    if (field.value.trim()) localStorage.setItem(key, field.value);
    else localStorage.removeItem(key);
    note.textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    note.hidden = !field.value.trim();
  });
}

// An answer may have been sent from the page before this one.
for (const message of document.querySelectorAll(".messagelist [class*='sent-']")) {
  const number = message.className.match(/\bsent-(\d+)\b/)?.[1];
  if (number) localStorage.removeItem(`draft:desk-${number}`);
}
