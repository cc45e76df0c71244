// Says in words what went wrong with a passkey, and takes the button away where the browser has none.
const SAID = {
  NotAllowedError: "Nothing came of it: it was cancelled, took too long, or this device has no passkey for this site.",
  InvalidStateError: "This device is registered already.",
  SecurityError: "Passkeys need the site’s name in the address (not numbers such as 127.0.0.1), over HTTPS or on localhost.",
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault()
  const exception = event.detail.exception
  for (const place of document.querySelectorAll("[data-passkey-problem]")) {
    place.textContent = SAID[exception?.name] ?? "That did not work. Try again."
    place.hidden = false
  }
})

if (!window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = true
}
