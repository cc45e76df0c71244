// Comments and the review: mentions that complete themselves, words to suggest, the line about the review kept fresh.
import "./mentions.js";

// Another field to suggest words for: its text, unless something was typed already.
addEventListener("change", (event) => {
  const choice = event.target.closest?.("[data-suggest-field]");
  if (!choice) return;
  const text = choice.form.querySelector("[name=after]");
  const before = [...choice.options].map((option) => option.dataset.text.trim());
  if (!text.value.trim() || before.includes(text.value.trim())) text.value = choice.selectedOptions[0].dataset.text;
});

// What opens is what one writes in.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.say") && event.target.open) event.target.querySelector("textarea, input:not([type=hidden])")?.focus();
}, true);

// A link to a comment shows it, also where it is folded away.
function showLinked() {
  const linked = /^#(c|said)-/.test(location.hash) && document.querySelector(location.hash);
  if (!linked) return;
  linked.closest("details")?.setAttribute("open", "");
  linked.scrollIntoView({ block: "center" });
  linked.focus({ preventScroll: true });
}
addEventListener("hashchange", showLinked);
showLinked();

// Whatever is saved in the editor may void an approval: say so at once.
const saved = document.getElementById("saved");
const tell = () => document.body.dispatchEvent(new CustomEvent("stepmark:changed"));
if (saved) new MutationObserver(() => saved.dataset.state === "saved" && tell()).observe(saved, { childList: true, subtree: true, characterData: true, attributeFilter: ["data-state"] });
document.addEventListener("htmx:afterSwap", (event) => event.target.closest?.("#steps, #about") && tell());
