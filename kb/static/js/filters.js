// Lists that filter by a form: a changed choice sends it; filters fold on narrow screens.
addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

if (matchMedia("(max-width: 64rem)").matches) {
  document.querySelectorAll("[data-fold-narrow]").forEach((details) => details.removeAttribute("open"));
}
