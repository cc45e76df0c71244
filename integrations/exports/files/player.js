// One step at a time. A step counts as seen once it has been shown; the course is complete when all have been.
// A tracker (scorm.js, cmi5.js) gets `seen`, `location` and `completed`, and gives back what was seen before.
"use strict";

window.startCourse = function startCourse(tracker, before) {
  const pages = [...document.querySelectorAll(".page")];
  const steps = pages.filter((page) => page.dataset.step);
  const links = [...document.querySelectorAll(".outline a")];
  const seen = new Set(before.seen.filter((number) => number >= 0 && number < steps.length));
  const back = document.getElementById("back");
  const next = document.getElementById("next");
  let at = Math.min(Math.max(before.location || 0, 0), pages.length - 1);
  let isComplete = Boolean(before.completed);

  function show(place, shouldFocus) {
    at = Math.min(Math.max(place, 0), pages.length - 1);
    pages.forEach((page, number) => page.classList.toggle("now", number === at));
    links.forEach((link, number) => {
      if (number === at) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    });
    const main = document.getElementById("main");
    main.scrollTop = 0;
    if (shouldFocus) main.focus({ preventScroll: true });
    const step = pages[at].dataset.step;
    if (step !== undefined && !seen.has(Number(step))) {
      seen.add(Number(step));
      tracker.seen([...seen].sort((a, b) => a - b), Number(step), pages[at].querySelector(".title").textContent.trim());
    }
    tracker.location(at);
    tell();
    if (!isComplete && seen.size === steps.length) {
      isComplete = true;
      tracker.completed();
    }
  }

  function tell() {
    back.disabled = at === 0;
    next.disabled = at === pages.length - 1;
    document.getElementById("bar").value = seen.size;
    document.getElementById("told").textContent = `${seen.size} of ${steps.length} steps seen`;
    links.forEach((link, number) => link.classList.toggle("seen", number > 0 && seen.has(number - 1)));
    const missing = steps.findIndex((_, number) => !seen.has(number));
    const line = document.getElementById("missing");
    line.hidden = missing < 0;
    if (missing < 0) return;
    const link = document.createElement("a");
    link.href = `#${steps[missing].id.replace(/-page$/, "")}`;
    link.textContent = `step ${missing + 1}`;
    line.replaceChildren("Not seen yet: ", link, ". The course is complete when every step has been seen.");
  }

  function placeOf(hash) {
    const id = decodeURIComponent(hash.replace(/^#/, ""));
    return pages.findIndex((page) => page.id === id || page.id === `${id}-page`);
  }

  document.documentElement.classList.add("js");
  document.querySelector(".player").hidden = false;
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const place = link ? placeOf(link.getAttribute("href")) : -1;
    if (place < 0) return;
    event.preventDefault();
    show(place, true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowRight") show(at + 1, true);
    if (event.key === "ArrowLeft") show(at - 1, true);
  });
  // Links out of the course open beside it: the learning system's frame is not theirs.
  for (const link of document.querySelectorAll('a[href^="http"]')) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  show(at, false);
};
