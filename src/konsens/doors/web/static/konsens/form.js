"use strict";
// Pages work without this script; it brings the eye to what matters and keeps typed text on this tab.
(() => {
  const focus = (root) => {
    const found = root.querySelector("[data-focus]");
    if (found) found.focus();
  };
  document.addEventListener("DOMContentLoaded", () => focus(document));
  document.addEventListener("htmx:afterSwap", (event) => focus(event.target));
})();
