// A session as it goes on: the live page, the big screen and the host's desk ask every few seconds whether something
// is new. Without this script "load again" does it.

const page = document.querySelector("[data-live]");
const shared = page.querySelector("[data-shared]");
const personal = page.querySelector("[data-personal]");
const { live, own, language, cookies } = page.dataset;

// Seconds between two looks, everybody at another moment: with the second that the server may hold a change back
// (events/live/shared.py) it is seen within five.
const EVERY = 3;
const JITTER = 0.8;
const UNSEEN = 30;
const LONGEST = 60;

let timer;
let failed = 0;
// How far this machine's clock is from the server's.
let skew = 0;

// A press is sent in the background, and what came of it is said in a line.
function ready(root) {
  for (const button of root.querySelectorAll("button[formaction]")) {
    button.setAttribute("hx-post", button.getAttribute("formaction"));
    button.setAttribute("hx-target", "#said");
  }
  window.htmx?.process(root);
}

const part = () => shared.firstElementChild.dataset;
const wait = (seconds) => {
  window.clearTimeout(timer);
  timer = window.setTimeout(look, 1000 * seconds);
};

async function look() {
  window.clearTimeout(timer);
  try {
    // Where everybody may know of the session nothing of the reader is sent.
    const answer = await fetch(`${live}?v=${part().version}&language=${language}`, {
      credentials: cookies,
      cache: "no-store",
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.status);
    failed = 0;
    const date = Date.parse(answer.headers.get("Date"));
    if (date) skew = date - Date.now();
    // Gone, or no longer for this reader: the page says so when it is loaded again.
    if (answer.status >= 400) return;
    if (answer.status === 200) await show(await answer.text());
  } catch {
    failed += 1;
  }
  const pause = document.hidden ? UNSEEN : EVERY + JITTER * Math.random();
  wait(Math.min(LONGEST, pause * 2 ** failed));
}

async function show(html) {
  // Whatever is just being pressed stays until it is let go.
  while (shared.querySelector("button:active, a:active")) {
    await new Promise((done) => window.setTimeout(done, 200));
  }
  const next = document.createElement("template");
  next.innerHTML = html;
  const before = part();
  // Two answers can overtake each other.
  if (Number(next.content.firstElementChild.dataset.version) < Number(before.version)) return;
  const focused = shared.contains(document.activeElement) ? document.activeElement : null;
  const opened = [...shared.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]);
  shared.replaceChildren(next.content.firstElementChild);
  ready(shared);
  for (const [id, open] of opened) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
  if (focused) focusAgain(focused);
  announce(before);
  mark();
  tick();
  if (own && before.ownKey !== part().ownKey) loadOwn();
}

// The same button, or the one that took its place.
function focusAgain({ formAction, value, href }) {
  const like = [...shared.querySelectorAll("button, a")].filter((found) =>
    href ? found.href === href : formAction && found.formAction === formAction,
  );
  (like.find((found) => found.value === value) || like[0])?.focus({ preventScroll: true });
}

function announce(before) {
  const place = document.querySelector("#announce");
  if (!place || !part().now || part().now === before.now) return;
  const question = shared.querySelector("[data-now-words]");
  place.textContent = `${question.dataset.nowWords}: ${question.textContent}`;
}

// --- what belongs to one reader -----------------------------------------------------------------------------------

const numbers = (text) => new Set((text || "").split(" ").filter(Boolean));

// Show on the part that all share what this reader has pressed, and what is his own.
function mark() {
  const mine = personal?.firstElementChild?.dataset;
  if (!mine || !("pressed" in mine)) return;
  const pressed = numbers(mine.pressed);
  const asked = numbers(mine.mine);
  for (const button of shared.querySelectorAll("button[data-question]")) {
    const { question } = button.dataset;
    const isPressed = pressed.has(question);
    const isOwn = asked.has(question);
    button.disabled = isOwn;
    button.value = isPressed ? "0" : "1";
    button.setAttribute("aria-pressed", String(isPressed));
    const { mine: own, supported, support } = page.dataset;
    button.querySelector("span").textContent = isOwn ? own : isPressed ? supported : support;
  }
}

let known = "";
async function loadOwn() {
  const answer = await fetch(own, { credentials: "same-origin", cache: "no-store" });
  if (answer.status !== 200) return;
  const html = await answer.text();
  // A ballot that is being filled in is left alone as long as nothing of it is new.
  if (html !== known) {
    known = html;
    personal.innerHTML = html;
    ready(personal);
  }
  mark();
}

// --- the clock ----------------------------------------------------------------------------------------------------

function tick() {
  for (const clock of shared.querySelectorAll(".clock")) {
    const seconds = Math.round((Date.parse(clock.dataset.until) - Date.now() - skew) / 1000);
    const two = (number) => String(Math.floor(number)).padStart(2, "0");
    const length = Math.abs(seconds);
    const hours = Math.floor(length / 3600);
    const time = (hours ? `${hours}:${two((length % 3600) / 60)}` : Math.floor(length / 60)) + `:${two(length % 60)}`;
    const left = clock.querySelector(".left");
    left.textContent = (seconds < 0 ? page.dataset.over : page.dataset.left).replace("{time}", time);
    left.hidden = false;
    clock.classList.toggle("late", seconds < 0);
  }
}

// --- when to look -------------------------------------------------------------------------------------------------

// What was just pressed here shows at once.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig.verb === "get") return;
  if (own) loadOwn();
  look();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
document.querySelector("[data-again]")?.addEventListener("click", (event) => {
  event.preventDefault();
  look();
});
for (const root of [shared, personal]) if (root && document.querySelector("#said")) ready(root);
mark();
tick();
window.setInterval(tick, 1000);
wait(JITTER * Math.random() + 1);
