// Draws the schema with Swagger UI. Changes from this page carry the form token, as everywhere.
const place = document.getElementById("api-docs");

function matchTheme() {
  const chosen = document.documentElement.dataset.theme;
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark-mode", dark);
}

function withToken(request) {
  if (request.method && request.method !== "GET" && new URL(request.url, location.href).origin === location.origin) {
    request.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]').content;
  }
  return request;
}

matchTheme();
new MutationObserver(matchTheme).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", matchTheme);
window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  filter: true,
  requestInterceptor: withToken,
  validatorUrl: null,
});
