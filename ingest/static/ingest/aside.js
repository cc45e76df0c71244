// The recording beside the editor: plays the segment of the step that is edited, or of the one that is chosen here.
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

for (const box of document.querySelectorAll("[data-recording]")) {
  const video = box.querySelector("video");
  const buttons = [...box.querySelectorAll("[data-start]")];
  const marks = box.querySelector("[data-marks]").children;
  const loop = box.querySelector("[data-loop]");
  const length = Number(box.dataset.length);
  let segment = null;

  function choose(start, end, { play }) {
    segment = { start, end };
    const index = buttons.findIndex((button) => Math.abs(Number(button.dataset.start) - start) < 0.05);
    buttons.forEach((button, at) => button.parentElement.classList.toggle("on", at === index));
    [...marks].forEach((mark, at) => mark.classList.toggle("on", at === index));
    box.querySelector("[data-segment]").textContent = `${clock(start)}–${clock(end)}`;
    video.currentTime = start;
    if (play) video.play();
    const button = buttons[index];
    if (button) button.parentElement.parentElement.scrollTop = button.parentElement.offsetTop - 40;
  }

  video.addEventListener("timeupdate", () => {
    box.querySelector("[data-clock]").textContent = `${clock(video.currentTime)} / ${clock(length)}`;
    box.querySelector("[data-now]").setAttribute("x", `${(video.currentTime / length) * 100}%`);
    if (!segment || video.paused || video.currentTime < segment.end) return;
    if (loop.getAttribute("aria-pressed") === "true") video.currentTime = segment.start;
    else {
      video.pause();
      segment = null;
    }
  });
  loop.addEventListener("click", () => {
    loop.setAttribute("aria-pressed", String(loop.getAttribute("aria-pressed") !== "true"));
  });
  for (const button of buttons) {
    const { start, end } = button.dataset;
    button.addEventListener("click", () => choose(Number(start), Number(end), { play: true }));
  }
  document.addEventListener("stepmark:focus-step", (event) => {
    const { start, end } = event.detail;
    if (Number.isFinite(start) && Number.isFinite(end)) choose(start, end, { play: false });
  });
}
