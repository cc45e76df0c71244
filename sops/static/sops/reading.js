// The page of an SOP: closer or whole pictures, j and k, the rail that follows, printing.
const steps = [...document.querySelectorAll("[data-steps] article.step")];
const PAST_THE_BAR_PX = 120;

function isTyping(event) {
  return event.metaKey || event.ctrlKey || event.altKey || event.target.matches?.("input, textarea, select");
}

/** The same drawing, another look at it. */
function toggleWhole(link) {
  const figure = link.closest(".shot");
  const whole = figure.classList.toggle("all");
  const drawing = figure.querySelector(".wide");
  drawing.dataset.crop ??= drawing.getAttribute("viewBox");
  drawing.setAttribute("viewBox", whole ? drawing.firstElementChild.getAttribute("viewBox") : drawing.dataset.crop);
  link.title = whole ? "Closer" : "Whole picture";
  link.setAttribute("aria-label", link.title);
}

/** Where the next step is, from the step that has the focus if it is in sight, else from the one at the top. */
function nextFrom(by) {
  const focused = steps.findIndex((step) => step.contains(document.activeElement));
  const box = steps[focused]?.getBoundingClientRect();
  if (box && box.bottom > 0 && box.top < innerHeight) return focused + by;
  const at = steps.findIndex((step) => step.getBoundingClientRect().bottom > PAST_THE_BAR_PX);
  const current = at < 0 ? steps.length : at;
  const isBelow = steps[current]?.getBoundingClientRect().top > PAST_THE_BAR_PX;
  return by > 0 && isBelow ? current : current + by;
}

function go(by) {
  const step = steps[Math.max(0, Math.min(steps.length - 1, nextFrom(by)))];
  step?.scrollIntoView();
  step?.querySelector(".tools [data-copy]")?.focus({ preventScroll: true });
}

addEventListener("click", (event) => {
  const zoom = event.target.closest("[data-zoom]");
  if (zoom && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    toggleWhole(zoom);
  }
  if (event.target.closest("[data-print]")) print();
});

addEventListener("keydown", (event) => {
  if (isTyping(event) || !steps.length) return;
  if (event.key === "j") go(1);
  if (event.key === "k") go(-1);
});

// What is folded on the screen is part of the paper.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll(".sub:not([open])")];
  opened.forEach((details) => (details.open = true));
});
addEventListener("afterprint", () => opened.forEach((details) => (details.open = false)));

const marks = new Map([...document.querySelectorAll("[data-rail] a")].map((a) => [a.hash.slice(1), a]));
const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries.filter((e) => e.isIntersecting)) {
      for (const [id, mark] of marks) {
        if (id !== entry.target.id) mark.removeAttribute("aria-current");
      };
      const mark = marks.get(entry.target.id);
      mark?.setAttribute("aria-current", "step");
      const list = mark?.closest("ol");
      if (list && list.scrollWidth > list.clientWidth) list.scrollLeft = mark.offsetLeft - list.clientWidth / 2;
    }
  },
  { rootMargin: "-20% 0px -70%" },
);
steps.forEach((step) => seen.observe(step));
