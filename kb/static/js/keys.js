// "/" goes to the search box from anywhere.
import { isTyping } from "./typing.js";

addEventListener("keydown", (event) => {
  if (event.key !== "/" || isTyping(event)) return;
  const field = document.querySelector("[data-find] input");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
