// The one line at the top that says whether everything is saved.
const line = document.getElementById("saved");

/** `state` is saved, saving or bad. */
export function say(state, text) {
  line.dataset.state = state;
  line.querySelector("[data-saved-text]").textContent = text;
}
