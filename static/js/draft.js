// The draft of a long form: kept in this browser alone, brought back after a reload or a failed send.

const form = document.querySelector("#say-form");
const KEY = `draft:${form.dataset.draft}`;
const KEPT = form.dataset.kept.split(" ");
const PICTURES = Number(form.dataset.pictures);
const text = form.elements.text;
const count = document.querySelector("#count");
const saved = document.querySelector("#saved");
const limit = text.maxLength;

const read = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
};

const keep = () => {
  const draft = {};
  for (const name of KEPT) draft[name] = form.elements[name]?.value || "";
  if (!draft.text.trim()) {
    localStorage.removeItem(KEY);
    saved.hidden = true;
    return;
  }
  localStorage.setItem(KEY, JSON.stringify(draft));
  saved.hidden = false;
};

const show = () => {
  count.textContent = `${text.value.length} / ${limit}`;
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
};

// What the server sent back wins over the draft; an empty form takes the draft.
if (!("bound" in form.dataset) && !text.value) {
  const draft = read();
  for (const name of KEPT) {
    const field = form.elements[name];
    if (draft[name] && field && !field.value) field.value = draft[name];
  }
  const rest = form.querySelector("details.extra:has([name=title])");
  if (rest && (draft.title || draft.group)) rest.open = true;
}
show();

let timer;
form.addEventListener("input", () => {
  show();
  window.clearTimeout(timer);
  timer = window.setTimeout(keep, 300);
});
form.addEventListener("submit", keep);

// Chosen pictures as small previews; choosing again adds, the cross leaves one out.
const files = form.elements.images;
const pics = document.querySelector("#pics");
let chosen = [];

const hand = () => {
  const list = new DataTransfer();
  for (const file of chosen) list.items.add(file);
  files.files = list.files;
};

const preview = (file) => {
  const thumb = document.createElement("span");
  thumb.className = "thumb fresh";
  const image = document.createElement("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src));
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "rm";
  remove.setAttribute("aria-label", `${pics.dataset.remove}: ${file.name}`);
  remove.innerHTML = document.querySelector("template#cross").innerHTML;
  remove.addEventListener("click", () => {
    chosen = chosen.filter((one) => one !== file);
    hand();
    thumb.remove();
  });
  thumb.append(image, remove);
  return thumb;
};

files.addEventListener("change", () => {
  const fresh = [...files.files].filter((file) => file.type.startsWith("image/"));
  const room = Math.max(PICTURES - chosen.length - pics.querySelectorAll(".kept").length, 0);
  for (const file of fresh.slice(0, room)) {
    chosen.push(file);
    pics.lastElementChild.before(preview(file));
  }
  hand();
});
