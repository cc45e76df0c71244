// Records the screen and the voice. What comes out is put into the form for uploads, and kept until it has arrived.
import * as store from "./recorder-store.js";
import { Level } from "./recorder-level.js";

const box = document.querySelector("[data-recorder]");
const TYPES = ["video/webm;codecs=vp8,opus", "video/webm", "video/mp4"];
const PIECE_MS = 1000;
const COUNT_DOWN = 3;

const part = (name) => box.querySelector(`[data-${name}]`);
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

const SENTENCES = {
  NotAllowedError: "The browser was not allowed to record. Press the button again and choose a tab, a window or the screen.",
  NotFoundError: "There is no microphone here. Connect one, or record without your voice.",
  NotReadableError: "Another program holds the microphone or the screen. Close it there, then try again.",
  QuotaExceededError: "The disk is full: the recording goes on, but a closed tab would lose it. Finish soon.",
};
const said = (problem) => SENTENCES[problem?.name] ?? `Recording did not work: ${problem?.message ?? problem}.`;

class Recording {
  constructor(streams, voice, title) {
    this.streams = streams;
    this.level = voice ? new Level(voice, part("level")) : null;
    this.type = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
    const name = `${title || `Recording of ${new Date().toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}`}`;
    const ending = this.type.startsWith("video/mp4") ? "mp4" : "webm";
    this.about = { id: crypto.randomUUID(), name: `${name.replace(/[/\\:]/g, ".")}.${ending}`, type: this.type, begun: Date.now(), seconds: 0 };
    this.bytes = 0;
    this.pieces = [];
    this.keeping = Promise.resolve();
    const tracks = streams.flatMap((stream) => stream.getTracks()).filter((track) => track.kind === "video" || voice?.getTracks().includes(track));
    this.recorder = new MediaRecorder(new MediaStream(tracks), { mimeType: this.type || undefined });
    this.recorder.addEventListener("dataavailable", (event) => this.took(event.data));
    this.done = new Promise((resolve) => this.recorder.addEventListener("stop", resolve));
  }

  took(blob) {
    if (!blob.size) return;
    const number = this.pieces.push(blob) - 1;
    this.bytes += blob.size;
    const about = { ...this.about };
    this.keeping = this.keeping
      .then(() => Promise.all([store.keep(about.id, number, blob), store.note(about)]))
      .catch((problem) => tell(said(problem), "bad"));
  }

  async file() {
    await this.done;
    await this.keeping;
    return new File(this.pieces, this.about.name, { type: this.type.split(";")[0] });
  }

  end() {
    if (this.recorder.state !== "inactive") this.recorder.stop();
    this.release();
  }

  release() {
    this.level?.end();
    for (const stream of this.streams) for (const track of stream.getTracks()) track.stop();
  }
}

let now = null;
let timer = 0;
const handed = new Map(); // files of this page that are kept until they have arrived, and under which name

function tell(text, kind = "") {
  part("told").textContent = text;
  part("told").className = kind === "bad" ? "note bad" : "quiet";
  part("told").hidden = !text;
}

function show(state) {
  box.dataset.state = state; // ready | counting | recording | paused
  for (const element of box.querySelectorAll("[data-when]")) element.hidden = !element.dataset.when.split(" ").includes(state);
  document.title = state === "recording" ? "● Recording" : box.dataset.title;
}

async function begin() {
  tell("");
  const streams = [];
  try {
    streams.push(await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 15 }, audio: false }));
    let voice = null;
    if (part("voice").checked) {
      voice = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
      streams.push(voice);
    }
    now = new Recording(streams, voice, part("name").value.trim());
  } catch (problem) {
    for (const stream of streams) for (const track of stream.getTracks()) track.stop();
    return tell(said(problem), "bad");
  }
  streams[0].getVideoTracks()[0].addEventListener("ended", () => finish());
  part("preview").srcObject = streams[0];
  if (!(await counted())) return cancel();
  now.recorder.start(PIECE_MS);
  show("recording");
  part("pause").focus();
  timer = setInterval(tick, 1000);
}

/** Three, two, one; false where somebody cancelled meanwhile. */
async function counted() {
  show("counting");
  for (let left = COUNT_DOWN; left > 0; left -= 1) {
    part("count").textContent = left;
    await new Promise((resolve) => setTimeout(resolve, 1000));
    if (box.dataset.state !== "counting") return false;
  }
  return true;
}

function tick() {
  if (now?.recorder.state !== "recording") return;
  now.about.seconds += 1;
  part("time").textContent = clock(now.about.seconds);
  const quiet = now.level && now.level.silentSeconds > 8;
  part("quiet").hidden = !quiet;
  const full = now.bytes > Number(box.dataset.limit) * 0.95;
  if (now.about.seconds >= Number(box.dataset.mostSeconds) || full) {
    finish("The recording has the greatest length or size that can be sent, so it ended here.");
  }
}

function pause() {
  const paused = now.recorder.state === "paused";
  if (paused) now.recorder.resume();
  else now.recorder.pause();
  part("pause-label").textContent = paused ? "Pause" : "Go on";
  show(paused ? "recording" : "paused");
}

function cancel() {
  clearInterval(timer);
  now?.release();
  now = null;
  part("preview").srcObject = null;
  show("ready");
}

async function finish(why = "") {
  if (!now || box.dataset.state === "ready") return;
  if (box.dataset.state === "counting") return cancel();
  const recording = now;
  now = null;
  clearInterval(timer);
  recording.end();
  const file = await recording.file();
  part("preview").srcObject = null;
  part("time").textContent = "0:00";
  part("pause-label").textContent = "Pause";
  show("ready");
  hand(file, recording.about.id, why || `${clock(recording.about.seconds)} recorded. Upload it below, or record again.`);
  await list();
}

/** Into the form for uploads; once it has arrived, it is kept here no longer. */
function hand(file, id, text) {
  const input = document.getElementById("file");
  const chosen = new DataTransfer();
  chosen.items.add(file);
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  handed.set(file, id);
  tell(text);
  document.querySelector("[data-send]").focus();
}

async function list() {
  const kept = await store.unsent().catch(() => []);
  const rows = kept.filter((about) => about.id !== now?.about.id);
  part("kept").hidden = !rows.length;
  part("kept-list").replaceChildren(...rows.map(row));
}

function row(about) {
  const item = part("kept-row").content.firstElementChild.cloneNode(true);
  item.querySelector("strong").textContent = about.name;
  item.querySelector("small").textContent = `${clock(about.seconds)}, ${new Date(about.begun).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })}`;
  item.querySelector("[data-use]").addEventListener("click", async () => {
    const file = await store.fileOf(about);
    if (file) hand(file, about.id, "Upload it below.");
    else await store.forget(about.id).then(list);
  });
  const ask = item.querySelector("[data-discard]");
  ask.addEventListener("click", () => {
    if (ask.dataset.sure) return store.forget(about.id).then(list);
    ask.dataset.sure = "1";
    ask.textContent = "Discard for good";
  });
  return item;
}

addEventListener("stepmark:sent", (event) => {
  const id = handed.get(event.detail.file);
  if (id) event.detail.wait.push(store.forget(id).catch(() => {}));
});

if (box) {
  box.dataset.title = document.title;
  if (!navigator.mediaDevices?.getDisplayMedia || !globalThis.MediaRecorder) {
    part("can").hidden = true;
    tell("This browser can't record the screen. Use a recent Chrome, Edge or Firefox on a computer, or upload a file below.");
  } else {
    part("start").addEventListener("click", begin);
    part("cancel").addEventListener("click", () => show("ready"));
    part("pause").addEventListener("click", pause);
    part("finish").addEventListener("click", () => finish());
    addEventListener("beforeunload", (event) => now && event.preventDefault());
    show("ready");
  }
  box.hidden = false;
  list();
}
