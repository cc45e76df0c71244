// Sends recordings one after the other with their progress. Without this module the form sends itself.
const form = document.querySelector("[data-upload]");
const input = form?.querySelector("#file");
const list = form?.querySelector("[data-files]");
const drop = form?.querySelector("[data-drop]");

const megabytes = (bytes) => (bytes >= 1e7 ? Math.round(bytes / 1e6).toLocaleString("en") : (bytes / 1e6).toFixed(1));

function row(file) {
  const item = document.createElement("li");
  const text = document.createElement("div");
  text.className = "grow";
  const name = document.createElement("strong");
  name.textContent = file.name;
  const state = document.createElement("small");
  state.textContent = `${megabytes(file.size)} MB`;
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.value = 0;
  bar.hidden = true;
  bar.setAttribute("aria-label", `Upload of ${file.name}`);
  text.append(name, state, bar);
  item.append(text);
  return { file, item, state, bar };
}

function tell(line, text, kind = "") {
  line.state.textContent = text;
  line.state.className = kind;
}

function tooLarge(line) {
  if (line.file.size <= Number(form.dataset.limit)) return false;
  tell(line, `${megabytes(line.file.size)} MB; the limit is ${form.dataset.limitWords}. Record a shorter part.`, "wrong");
  return true;
}

let lines = [];
function show() {
  lines = [...input.files].map(row);
  list.replaceChildren(...lines.map((line) => line.item));
  lines.forEach(tooLarge);
}

function send(line) {
  const data = new FormData();
  data.append("library", form.elements.library.value);
  data.append("file", line.file);
  for (const name of ["transcript", "events"]) {
    const beside = form.elements[name].files[0];
    if (beside && lines.length === 1) data.append(name, beside);
  }
  const began = performance.now();
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.dataset.api);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.upload.addEventListener("progress", (event) => {
      const share = event.loaded / event.total;
      const left = Math.ceil((((performance.now() - began) / 1000) * (1 - share)) / share);
      line.bar.value = share * 100;
      if (share < 1) tell(line, `${megabytes(event.loaded)} of ${megabytes(event.total)} MB · ${left} s left`);
      else tell(line, "Checking the file…");
    });
    request.addEventListener("load", () => resolve(answered(line, request)));
    request.addEventListener("error", () => {
      tell(line, "The connection broke off. Nothing was stored; upload it again.", "wrong");
      resolve(null);
    });
    line.bar.hidden = false;
    request.send(data);
  });
}

function answered(line, request) {
  line.bar.hidden = true;
  if (request.status !== 201) {
    const detail = request.response?.detail ?? "The server did not take it. Try again in a moment.";
    tell(line, detail, "wrong");
    return null;
  }
  const link = document.createElement("a");
  link.href = request.response.url;
  link.textContent = "Follow the work";
  tell(line, "Arrived. ");
  line.state.append(link);
  return request.response.url;
}

async function submit(event) {
  event.preventDefault();
  const fitting = lines.filter((line) => !tooLarge(line));
  if (!fitting.length) return;
  const button = form.querySelector("[data-send]");
  button.disabled = true;
  const pages = [];
  for (const line of fitting) {
    const page = await send(line);
    pages.push(page);
    const wait = []; // what others have to do before the page is left
    if (page) dispatchEvent(new CustomEvent("stepmark:sent", { detail: { file: line.file, wait } }));
    await Promise.all(wait);
  }
  button.disabled = false;
  if (fitting.length < lines.length || pages.includes(null)) return;
  location.assign(pages.length === 1 ? pages[0] : `${form.dataset.list}?mine=1`);
}

if (form) {
  form.addEventListener("submit", submit);
  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
  });
  show();
}
