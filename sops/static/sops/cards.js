// The list of cards: numbers, the choices of where a decision leads, and which moment of the recording is shown.

/** Numbers, move buttons and the lists of steps follow what stands on the page. */
export function renumber(steps) {
  const cards = [...steps.children];
  cards.forEach((card, at) => {
    card.querySelector("[data-number]").textContent = at + 1;
    card.querySelector("[data-handle]").setAttribute("aria-label", `Move step ${at + 1}: Alt and arrow keys, or drag`);
    card.querySelectorAll(".not-first").forEach((button) => (button.disabled = at === 0));
    card.querySelectorAll(".not-last").forEach((button) => (button.disabled = at === cards.length - 1));
  });
  steps.querySelectorAll("[data-step-choices]").forEach((select) => offer(select, cards));
}

/** Where a way on may lead: every step but its own. What was chosen and is gone stays, and is said to be broken. */
function offer(select, cards) {
  const chosen = select.value;
  const own = select.closest("li").dataset.key;
  const at = cards.findIndex((card) => card.dataset.key === own);
  const options = cards
    .filter((card) => card.dataset.key !== own)
    .map((card) => (cards.indexOf(card) > at ? new Option(label(card), `step:${card.dataset.key}`) : new Option(`Back to ${label(card).replace("Step", "step")}`, `back:${card.dataset.key}`)));
  select.querySelectorAll("option[value^='step:'], option[value^='back:']").forEach((option) => option.remove());
  const before = select.querySelector("option[value=sop]");
  options.forEach((option) => before.before(option));
  const [kind, key] = chosen.split(":");
  const target = key && cards.find((card) => card.dataset.key === key);
  const isGone = Boolean(key) && !target;
  if (isGone) before.before(new Option("Removed step", chosen));
  else if (key && !options.some((option) => option.value === chosen)) {
    // It moved to the other side of this step: what the person chose stays, and says what is odd about it.
    before.before(new Option(`${label(target)}, ${kind === "back" ? "marked as going back" : "not marked as going back"}`, chosen));
  }
  select.value = chosen;
  tellBroken(select, isGone);
}

function label(card) {
  const title = card.querySelector("[data-title]").textContent.trim();
  return `Step ${card.querySelector("[data-number]").textContent}: ${title.length > 50 ? `${title.slice(0, 49)}…` : title}`;
}

function tellBroken(select, isGone) {
  const row = select.closest("[data-row]");
  const told = row.querySelector(".broken");
  if (isGone && !told) {
    const text = document.createElement("p");
    text.className = "broken";
    text.setAttribute("role", "alert");
    text.textContent = "This step was removed. Choose where to go instead.";
    row.append(text);
  } else if (!isGone) {
    told?.remove();
  }
}

/** Tell whoever shows the recording which part belongs to this card. */
export function focusStep(card) {
  const { start, end } = card.dataset;
  if (!start) return;
  document.dispatchEvent(new CustomEvent("stepmark:focus-step", { detail: { start: Number(start), end: Number(end || start) } }));
}

addEventListener("focusin", (event) => {
  const card = event.target.closest("#steps > li.open-card");
  if (card && card !== lastFocused) focusStep(card);
  if (card) lastFocused = card;
});
let lastFocused = null;

// What was saved is shown as readers will see it.
addEventListener("stepmark:saved", (event) => {
  const { title, preview } = event.detail;
  const card = event.target.closest("#steps > li");
  if (!card) {
    if (title) document.querySelector("[data-sop-title]").textContent = title;
    return;
  }
  card.querySelector("[data-title]").innerHTML = title || '<span class="quiet">New step</span>';
  card.querySelector("[data-preview]").innerHTML = preview;
  renumber(document.getElementById("steps"));
});

addEventListener("change", (event) => {
  if (event.target.matches("[data-step-choices]")) tellBroken(event.target, false);
});
