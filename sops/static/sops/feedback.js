// Feedback in a dialog, in place of the page that the same link leads to without script.
let dialog;
let trigger;

function box() {
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "dialog feedback-dialog";
  dialog.setAttribute("aria-labelledby", "feedback-dialog-title");
  dialog.innerHTML = '<header><h2 id="feedback-dialog-title"></h2><button type="button" class="button bare small" data-close-dialog aria-label="Close">×</button></header><div data-content></div>';
  dialog.addEventListener("close", () => trigger?.focus());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  return dialog;
}

async function piece(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { "HX-Request": "true", ...options.headers } });
  const isLogin = response.redirected; // the session ended meanwhile
  if (isLogin || (!response.ok && response.status !== 422)) throw new Error(response.status);
  return { html: await response.text(), isSent: response.ok };
}

function show(html) {
  const content = box().querySelector("[data-content]");
  content.innerHTML = html;
  (content.querySelector('[role="alert"]') ?? content.querySelector("input[type=radio], [autofocus]"))?.focus();
}

addEventListener("click", async (event) => {
  if (event.target.closest("[data-close-dialog]") && dialog?.contains(event.target)) {
    event.preventDefault();
    dialog.close();
    return;
  }
  const link = event.target.closest("a[data-feedback]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  trigger = link;
  // What was typed and not sent is still there when the same dialog opens again.
  if (dialog?.dataset.url === link.href && dialog.querySelector("form")) {
    dialog.showModal();
    return;
  }
  try {
    const { html } = await piece(link.href);
    box().dataset.url = link.href;
    dialog.querySelector("h2").textContent = link.getAttribute("aria-label") ?? "Give feedback on this SOP";
    dialog.showModal();
    show(html);
  } catch {
    location.href = link.href;
  }
});

addEventListener("submit", async (event) => {
  if (!event.target.matches("dialog [data-feedback-form]")) return;
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button.main");
  button.disabled = true;
  try {
    const { html } = await piece(form.action, { method: "POST", body: new FormData(form) });
    show(html);
  } catch {
    button.disabled = false;
    const { toast } = await import("../js/toasts.js");
    toast("That did not work. What you wrote is still here; try again.");
  }
});
