// “@” in a comment offers the people who see the draft: arrows, Enter or Tab choose, Escape leaves it.
const MARK = /(^|\s)@([^\s@]{0,30})$/;
let open = null; // { field, list, start }

function close() {
  if (!open) return;
  open.list.remove();
  open.field.removeAttribute("aria-controls");
  open.field.removeAttribute("aria-activedescendant");
  open = null;
}

function mark(at) {
  const items = [...open.list.children];
  items.forEach((item, index) => item.setAttribute("aria-selected", index === at));
  open.field.setAttribute("aria-activedescendant", items[at].id);
}

function chosen() {
  return [...open.list.children].findIndex((item) => item.getAttribute("aria-selected") === "true");
}

function take(item) {
  const { field, start } = open;
  field.setRangeText(`@${item.dataset.name} `, start, field.selectionStart, "end");
  close();
  field.focus();
}

function boxOf(field) {
  if (field.parentElement.classList.contains("mention-box")) return field.parentElement;
  const box = document.createElement("div");
  box.className = "mention-box";
  field.replaceWith(box);
  box.append(field);
  field.focus();
  return box;
}

function show(field, start, people) {
  close();
  if (!people.length) return;
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${field.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People");
  people.forEach((person, index) => {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.name = person.name;
    const face = document.createElement("span");
    face.className = "avatar small";
    face.textContent = person.initials;
    face.setAttribute("aria-hidden", "true");
    const mail = document.createElement("small");
    mail.textContent = person.email;
    item.append(face, person.name, mail);
    item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
    list.append(item);
  });
  const caret = field.selectionStart;
  boxOf(field).append(list);
  field.setSelectionRange(caret, caret);
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");
  open = { field, list, start };
  mark(0);
}

addEventListener("input", async (event) => {
  const field = event.target.closest?.("[data-mentions]");
  if (!field) return;
  const found = field.value.slice(0, field.selectionStart).match(MARK);
  if (!found) return close();
  const start = field.selectionStart - found[2].length - 1;
  const response = await fetch(`${field.dataset.mentions}?q=${encodeURIComponent(found[2])}`, { headers: { Accept: "application/json" } });
  const still = field.value.slice(0, field.selectionStart).match(MARK);
  if (response.ok && still && still[2] === found[2]) show(field, start, (await response.json()).people);
});

addEventListener("keydown", (event) => {
  if (!open || event.target !== open.field) return;
  const count = open.list.children.length;
  if (event.key === "Escape") close();
  else if (event.key === "ArrowDown") mark((chosen() + 1) % count);
  else if (event.key === "ArrowUp") mark((chosen() + count - 1) % count);
  else if (event.key === "Enter" || event.key === "Tab") take(open.list.children[chosen()]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

addEventListener("focusout", (event) => event.target === open?.field && setTimeout(() => document.activeElement !== open?.field && close(), 100));
