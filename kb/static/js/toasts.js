// Short messages at the bottom of the page. `toast(text)` shows one; those of the server leave by themselves.
const SECONDS = 6;

function leaveLater(box) {
  setTimeout(() => box.remove(), SECONDS * 1000);
}

/** Show `text`; with `undo` (a function) also an Undo button. */
export function toast(text, undo) {
  const box = document.createElement("p");
  box.className = "toast";
  box.textContent = text;
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      box.remove();
      undo();
    });
    box.append(button);
  }
  document.getElementById("toasts").replaceChildren(box);
  leaveLater(box);
}

document.querySelectorAll("[data-toast]").forEach(leaveLater);
document.addEventListener("htmx:responseError", () => toast("That did not work. Nothing was changed; try again."));
document.addEventListener("htmx:sendError", () => toast("The server can't be reached. Your page is still here; try again."));
