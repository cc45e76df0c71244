// Rows of fields (ways on, links): there is always one empty row at the end to fill in.

export function keepSpareRow(box) {
  if (box.dataset.alive) return;
  box.dataset.alive = "yes";
  box.addEventListener("input", () => {
    const rows = [...box.querySelectorAll("[data-row]")];
    const last = rows.at(-1);
    if ([...last.querySelectorAll("input")].some((field) => field.value.trim())) last.after(emptied(last, rows.length + 1));
  });
}

function emptied(row, number) {
  const copy = row.cloneNode(true);
  copy.querySelectorAll("[aria-label]").forEach((field) => field.setAttribute("aria-label", field.ariaLabel.replace(/\d+$/, number)));
  copy.querySelectorAll("input").forEach((field) => (field.value = ""));
  copy.querySelectorAll("select").forEach((select) => (select.selectedIndex = 0));
  copy.querySelector(".broken")?.remove();
  return copy;
}
