// "Ask": sentences appear as they are checked, each with links to its steps. Text only, never markup.
const button = document.querySelector("[data-ask]");

function add(place, { text, steps }) {
  place.append(text);
  for (const step of steps) {
    place.append(" ", Object.assign(document.createElement("a"), { className: "cite", href: step.url, title: step.title, textContent: step.number }));
  }
  place.append(" ");
}

button?.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const box = document.querySelector("[data-asked]");
  const [place, state] = [box.querySelector("p"), box.querySelector("[role=status]")];
  place.replaceChildren();
  box.hidden = false;
  state.textContent = "Reading the steps…";
  button.setAttribute("aria-disabled", "true");
  const source = new EventSource(button.href);
  const end = (words) => {
    source.close();
    state.textContent = words;
    button.removeAttribute("aria-disabled");
  };
  source.addEventListener("sentence", (message) => add(place, JSON.parse(message.data)));
  source.addEventListener("ended", (message) => {
    const { problem } = JSON.parse(message.data);
    end(problem || "Written by a language model from the steps it cites. Open them before you rely on it.");
  });
  source.addEventListener("error", () => end("That didn't work. Search goes on without it."));
});
