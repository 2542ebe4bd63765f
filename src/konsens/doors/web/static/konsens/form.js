"use strict";
// Pages work without this script; it brings the eye to what matters, fills in a chosen street, finds what is near
// and asks before typed text would be lost. It keeps nothing on the device.
(() => {
  const focus = (root) => {
    const found = root.querySelector("[data-focus]");
    if (found) found.focus();
  };

  // htmx notes the address for a history that we do not use
  try {
    sessionStorage.removeItem("htmx-current-path-for-history");
  } catch {
    // a browser that keeps nothing has nothing to remove
  }

  const chooseStreet = (button) => {
    const form = button.closest("form");
    form.querySelector("[name=street]").value = button.dataset.street;
    form.querySelector("[name=area]").value = button.dataset.area;
    button.closest("[data-suggestions]").replaceChildren();
    form.querySelector("[name=street]").focus();
  };

  const nearby = (button) => {
    if (!navigator.geolocation) return;
    const trouble = button.form.querySelector("[data-near-trouble]");
    button.hidden = false;
    button.addEventListener("click", () => {
      trouble.hidden = true;
      navigator.geolocation.getCurrentPosition(
        (place) => {
          const query = new URLSearchParams(new FormData(button.form));
          query.set("lat", place.coords.latitude.toFixed(4));
          query.set("lon", place.coords.longitude.toFixed(4));
          query.set("ordnung", "nah");
          window.location.assign(`${button.dataset.near}?${query}`);
        },
        () => { trouble.hidden = false; },
      );
    });
  };

  const guard = (form) => {
    let typed = false;
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  };

  document.addEventListener("DOMContentLoaded", () => {
    focus(document);
    document.querySelectorAll("[data-near]").forEach(nearby);
    document.querySelectorAll("form[data-typing]").forEach(guard);
  });
  document.addEventListener("htmx:afterSwap", (event) => focus(event.target));
  document.addEventListener("click", (event) => {
    const street = event.target.closest("[data-street]");
    if (street) chooseStreet(street);
  });
})();
