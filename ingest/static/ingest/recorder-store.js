// Recordings on their way: each piece is kept in the browser until the server has the whole, so that a closed tab,
// a crash or a lost connection loses nothing but the last second.
const NAME = "stepmark-recorder";

function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.addEventListener("upgradeneeded", () => {
      request.result.createObjectStore("recordings", { keyPath: "id" });
      request.result.createObjectStore("pieces", { keyPath: ["id", "number"] });
    });
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error));
  });
}

async function inside(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(["recordings", "pieces"], mode);
      const result = work(transaction);
      transaction.addEventListener("complete", () => resolve(result?.result ?? undefined));
      transaction.addEventListener("abort", () => reject(transaction.error));
      transaction.addEventListener("error", () => reject(transaction.error));
    });
  } finally {
    database.close();
  }
}

const piecesOf = (id) => IDBKeyRange.bound([id, 0], [id, Infinity]);

/** `{id, name, type, begun, seconds}` of a recording, now or with its new length. */
export const note = (about) => inside("readwrite", (t) => t.objectStore("recordings").put(about));

export const keep = (id, number, blob) => inside("readwrite", (t) => t.objectStore("pieces").put({ id, number, blob }));

/** Those that were begun and not sent, the latest first. */
export async function unsent() {
  const found = await inside("readonly", (t) => t.objectStore("recordings").getAll());
  return found.sort((one, other) => other.begun - one.begun);
}

/** The recording as a file; null where no piece of it was kept. */
export async function fileOf(about) {
  const pieces = await inside("readonly", (t) => t.objectStore("pieces").getAll(piecesOf(about.id)));
  if (!pieces.length) return null;
  return new File(pieces.map((piece) => piece.blob), about.name, { type: about.type.split(";")[0] });
}

export const forget = (id) =>
  inside("readwrite", (t) => {
    t.objectStore("pieces").delete(piecesOf(id));
    return t.objectStore("recordings").delete(id);
  });
