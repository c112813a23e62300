// Keys, drafts and counts of the staff desk. Every page works without them.
import "./drafts.js";
import "./keys.js";
import "./templates.js";

// The toggle of light and dark tells the public pages as well.
document.addEventListener("click", (event) => {
  if (!event.target.closest(".theme-toggle")) return;
  const chosen = document.documentElement.dataset.theme;
  const age = chosen === "auto" ? 0 : 31536000;
  document.cookie = `theme=${chosen}; path=/; max-age=${age}; samesite=lax`;
});

// A second thought before what members would notice.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});

// Filters take effect when chosen.
document.querySelector("form[data-narrow]")?.addEventListener("change", (event) => event.currentTarget.submit());

// How many rows are chosen.
const bulk = document.querySelector("#bulk");
if (bulk) {
  const words = bulk.querySelector("[data-count]");
  const none = words.textContent;
  const count = () => {
    const chosen = document.querySelectorAll("tr[data-row] input:checked").length;
    words.textContent = chosen ? words.dataset.count.replace("#", chosen) : none;
    bulk.classList.toggle("chosen", chosen > 0);
  };
  document.addEventListener("change", count);
  count();
}

// The reason for declining is asked for when it is needed.
const form = document.querySelector(".answer-form");
if (form) {
  const { status, owner, seen_owner: seen } = form.elements;
  const show = () => {
    form.classList.toggle("declining", status.value === "declined");
    // So is the word for somebody else who becomes the owner.
    const me = form.querySelector("[data-main]").dataset.me;
    form.classList.toggle("handing", ![seen.value, me, ""].includes(owner.value));
  };
  form.classList.add("scripted");
  form.addEventListener("change", show);
  show();
}

// Django's pickers of rows, drawn some time after the page, have no name of their own: they take that of their label.
for (const select of document.querySelectorAll("select.admin-autocomplete")) {
  const name = document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/[:：]\s*$/, "").trim();
  const tell = () => {
    for (const part of select.parentElement.querySelectorAll(".select2-search__field, .select2-selection__rendered")) {
      if (part.getAttribute("aria-label") !== name) part.setAttribute("aria-label", name);
    }
  };
  if (!name) continue;
  new MutationObserver(tell).observe(select.parentElement, { childList: true, subtree: true });
  tell();
}
