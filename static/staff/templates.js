// A reply template or a playbook goes in at the cursor, and the status that a template sets is chosen. Without a script
// its link opens the desk with the words in the box.
const lists = document.querySelectorAll("details.ready");
const box = document.querySelector("#id_answer");

if (box) {
  // Until somebody was in the box, its cursor stands nowhere: then the words go to the end.
  let been = false;
  box.addEventListener("focus", () => {
    been = true;
  });

  const put = (words) => {
    const [from, to] = been ? [box.selectionStart, box.selectionEnd] : [box.value.length, box.value.length];
    const before = box.value.slice(0, from);
    const gap = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
    box.setRangeText(gap + words, from, to, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  const choose = ({ template, status: wanted }) => {
    const status = box.form.elements.status;
    if ([...status.options].some((option) => option.value && option.value === wanted)) {
      status.value = wanted;
      status.dispatchEvent(new Event("change", { bubbles: true }));
    }
    box.form.elements.template.value = template;
  };

  for (const list of lists) {
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a[data-words]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if ("template" in link.dataset) choose(link.dataset);
      list.open = false;
      put(link.dataset.words);
    });
  }
}
