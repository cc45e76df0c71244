// The inbox: opening a notice marks it read on the way; j and k move, m marks.
import { isTyping } from "../js/typing.js";

const links = () => [...document.querySelectorAll("[data-inbox] [data-notice] a.t")];

function post(url, body) {
  const token = document.querySelector('meta[name="csrf-token"]').content;
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  return fetch(url, { method: "POST", headers, body, keepalive: true });
}

addEventListener("click", (event) => {
  const link = event.target.closest("[data-open]");
  if (link) post(link.dataset.open);
});

addEventListener("keydown", (event) => {
  if (isTyping(event)) return;
  const list = links();
  const at = list.findIndex((link) => link.closest("[data-notice]").contains(document.activeElement));
  if (event.key === "j") list[Math.min(at + 1, list.length - 1)]?.focus();
  else if (event.key === "k") list[Math.max(at - 1, 0)]?.focus();
  else if (event.key === "m" && at >= 0) list[at].closest("[data-notice]").querySelector("[data-mark]").click();
  else return;
  event.preventDefault();
});
