// The curtain between two pictures: the slider (keyboard, mouse, touch) says where it hangs; so does a press on the picture.
function hang(range) {
  const swipe = document.getElementById(range.dataset.swipes);
  swipe?.style.setProperty("--at", `${range.value}%`);
  range.setAttribute("aria-valuetext", `${range.value} % of the earlier picture`);
}

for (const range of document.querySelectorAll("[data-swipes]")) {
  hang(range);
  range.addEventListener("input", () => hang(range));
  const swipe = document.getElementById(range.dataset.swipes);
  const follow = (event) => {
    const box = swipe.getBoundingClientRect();
    range.value = Math.round((100 * (event.clientX - box.left)) / box.width);
    hang(range);
  };
  swipe.addEventListener("pointerdown", (event) => {
    swipe.setPointerCapture(event.pointerId);
    follow(event);
  });
  swipe.addEventListener("pointermove", (event) => {
    if (swipe.hasPointerCapture(event.pointerId)) follow(event);
  });
}

// Chosen "Swipe": the slider gets the focus, arrows move it at once.
addEventListener("change", (event) => {
  if (event.target.matches("[data-pictures] input[value=swipe]")) {
    event.target.closest("[data-pictures]").querySelector("[data-swipes]").focus();
  }
});
