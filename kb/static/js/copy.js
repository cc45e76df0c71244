// Copy buttons: `data-copy` holds an address (or, with `data-copy-text`, a text); `data-copied` what to say after.
import { toast } from "./toasts.js";

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // no permission, or not a secure page
  }
}

addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  event.preventDefault();
  const text = button.dataset.copyText ?? new URL(button.dataset.copy, location.href).href;
  const done = await write(text);
  toast(done ? (button.dataset.copied ?? "Copied.") : `Copy this: ${text}`);
});
