// Says in words when the browser or the device did not hand over a passkey.
document.addEventListener("allauth.error", () => {
  for (const notice of document.querySelectorAll("[data-passkey-failed]")) {
    notice.hidden = false;
  }
});
