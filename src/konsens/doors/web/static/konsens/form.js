"use strict";
// Pages work without this script; it brings the eye to what matters, fills in a chosen street, finds what is near
// and asks before typed text would be lost. It keeps nothing on the device.
(() => {
  const focus = (root) => {
    const found = root.querySelector("[role=alert][data-focus]") || (root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]"));
    if (found) found.focus();
  };

  // htmx notes the address for a history that we do not use
  const forget = () => {
    try {
      sessionStorage.removeItem("htmx-current-path-for-history");
    } catch {
      // a browser that keeps nothing has nothing to remove
    }
  };
  forget();
  addEventListener("htmx:pushedIntoHistory", forget);
  addEventListener("htmx:replacedInHistory", forget);

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
          const typed = [...new FormData(button.form)].filter(([, value]) => value);
          const query = new URLSearchParams(typed);
          query.set("lat", place.coords.latitude.toFixed(4));
          query.set("lon", place.coords.longitude.toFixed(4));
          query.set("ordnung", "nah");
          query.delete("strasse");
          window.location.assign(`${button.dataset.near}?${query}`);
        },
        () => { trouble.hidden = false; },
      );
    });
  };

  // on a phone most of the filters wait behind a link; a wide screen shows them all
  const open = (link) => {
    link.closest(".filters").classList.add("filters--open");
    document.getElementById(link.dataset.opens).focus();
  };

  const guard = (form) => {
    let typed = false;
    form.addEventListener("input", () => { typed = true; });
    form.addEventListener("submit", () => { typed = false; });
    form.addEventListener("click", (event) => { if (event.target.closest("[data-leave]")) typed = false; });
    addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });
  };

  const count = (line) => {
    const field = document.getElementById(line.dataset.count);
    const most = Number(line.dataset.most);
    const say = () => {
      const left = most - field.value.length;
      line.hidden = left > most / 5;
      line.classList.toggle("error", left < 0);
      line.textContent = (left < 0 ? line.dataset.over : line.dataset.words).replace("{n}", Math.abs(left));
    };
    field.addEventListener("input", say);
    say();
  };

  // what was typed before this script arrived, or came back with a refused form, counts like typing
  const catchUp = (part) => {
    for (const field of part.querySelectorAll("input, textarea")) {
      if (field.value) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // drawn on a canvas, because no page may load pictures from anywhere but here
  const preview = (canvas) => {
    const field = document.getElementById(canvas.dataset.preview);
    field.addEventListener("change", async () => {
      canvas.hidden = true;
      if (!field.files.length || !window.createImageBitmap) return;
      try {
        const picture = await createImageBitmap(field.files[0], { resizeWidth: 480 });
        canvas.width = picture.width;
        canvas.height = picture.height;
        canvas.getContext("2d").drawImage(picture, 0, 0);
        canvas.hidden = false;
      } catch {
        // no picture: the form says so when it is sent
      }
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    focus(document);
    document.querySelectorAll("[data-near]").forEach(nearby);
    document.querySelectorAll("form[data-typing]").forEach(guard);
    document.querySelectorAll("[data-count]").forEach(count);
    document.querySelectorAll("[data-preview]").forEach(preview);
    document.querySelectorAll("[data-catch-up]").forEach(catchUp);
  });
  const troubled = (event) => {
    const place = event.detail.target || event.target;
    if (!place.isConnected || place === document.body) return;
    const sentence = document.createElement("p");
    sentence.className = "notice late";
    sentence.setAttribute("role", "alert");
    sentence.textContent = document.body.dataset.trouble;
    if (place.previousElementSibling?.matches(".notice.late[role=alert]")) place.previousElementSibling.remove();
    place.before(sentence);
  };

  document.addEventListener("htmx:responseError", troubled);
  document.addEventListener("htmx:sendError", troubled);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) focus(event.target); });
  document.addEventListener("click", (event) => {
    const street = event.target.closest("[data-street]");
    if (street) chooseStreet(street);
    const more = event.target.closest("[data-opens]");
    if (more) {
      event.preventDefault();
      open(more);
    }
    for (const menu of document.querySelectorAll(".menu--small[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".menu--small[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
