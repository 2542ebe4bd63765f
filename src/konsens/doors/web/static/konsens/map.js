"use strict";
// The map: own districts as background, clusters from the server, the same as a list, a pin without dragging.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const INSIDE = {
    half: "M8 2a6 6 0 0 1 0 12Z",
    pause: "M6.4 5.4v5.2M9.6 5.4v5.2",
    clock: "M8 4.6V8l2.4 1.8",
    bar: "M4.8 8h6.4",
    arrow: "M4.8 8h5.6M8.4 5.6 10.8 8l-2.4 2.4",
    cross: "m5.8 5.8 4.4 4.4m0-4.4-4.4 4.4",
    check: "m4.6 8.3 2.4 2.4 4.4-4.9",
    dot: "M8 7a1 1 0 1 0 .01 0",
    rings: "M5 8h6",
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const words = (text) => {
    const span = document.createElement("span");
    span.textContent = text;
    return span;
  };
  const node = (name, attributes, parent) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (parent) parent.append(made);
    return made;
  };

  // the same shapes as on cards: word + shape + colour
  const shape = (name) => {
    const svg = node("svg", { viewBox: "0 0 16 16", class: "shape", "aria-hidden": "true" });
    const solid = name === "check";
    node("circle", { cx: 8, cy: 8, r: solid ? 7 : 6, fill: solid ? "currentColor" : "none", stroke: "currentColor", "stroke-width": 2.2 }, svg);
    if (INSIDE[name]) {
      const line = { d: INSIDE[name], fill: name === "half" ? "currentColor" : "none", "stroke-width": 2 };
      node("path", solid ? { ...line, class: "shape__cut" } : { ...line, stroke: name === "half" ? "none" : "currentColor" }, svg);
    }
    return svg;
  };

  const pinShape = () => {
    const svg = node("svg", { viewBox: "0 0 24 32", "aria-hidden": "true" });
    node("path", { d: "M12 31C5 21 2 16 2 11a10 10 0 0 1 20 0c0 5-3 10-10 20Z", fill: "currentColor", stroke: "#fff", "stroke-width": 2 }, svg);
    node("circle", { cx: 12, cy: 11, r: 4, fill: "#fff" }, svg);
    return svg;
  };

  const cross = (box) => {
    const svg = node("svg", { viewBox: "0 0 24 24", class: "map__cross", "aria-hidden": "true" });
    node("path", { d: "M12 1v8m0 6v8M1 12h8m6 0h8", fill: "none", stroke: "currentColor", "stroke-width": 2.4 }, svg);
    box.append(svg);
  };

  const streets = (box, map) => {
    const layer = L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: 19 });
    const show = () => { layer.addTo(map); box.classList.add("map--tiles"); };
    let came = false;
    layer.on("tileload", () => { came = true; });
    // without streets the districts stay what they were
    layer.on("tileerror", () => { if (!came) { layer.remove(); box.classList.remove("map--tiles"); } });
    const host = new URL(box.dataset.tiles.replace("{s}", "a"), window.location.href);
    if (host.origin === window.location.origin) { show(); return; }
    const ask = document.createElement("div");
    ask.className = "map__tiles";
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button button--small", textContent: box.dataset.load });
    const hint = document.createElement("span");
    hint.textContent = fill(box.dataset.loadHint, { host: host.host });
    ask.append(button, hint);
    L.DomEvent.disableClickPropagation(ask);
    button.addEventListener("click", () => { ask.remove(); show(); });
    box.append(ask);
  };

  const names = (map, shapes, from) => {
    const labels = L.layerGroup();
    for (const area of L.geoJSON(shapes).getLayers()) {
      const icon = L.divIcon({ className: "map__name", html: words(area.feature.properties.name), iconSize: [120, 20] });
      L.marker(area.getBounds().getCenter(), { icon, interactive: false, keyboard: false }).addTo(labels);
    }
    const show = () => (map.getZoom() >= from ? labels.addTo(map) : labels.remove());
    map.on("zoomend", show);
    show();
  };

  const base = async (box) => {
    const moves = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const map = L.map(box, {
      zoomControl: false, keyboard: true, zoomSnap: 0.5,
      zoomAnimation: moves, fadeAnimation: moves, markerZoomAnimation: moves, inertia: moves,
    });
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", box.dataset.label);
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);
    const answer = await fetch(box.dataset.shapes);
    if (!answer.ok) throw new Error(`shapes: ${answer.status}`);
    const shapes = await answer.json();
    const layer = L.geoJSON(shapes, { interactive: false, style: { className: "map__area" } }).addTo(map);
    if (layer.getLayers().length) map.fitBounds(layer.getBounds()); else map.setView([51.51, 7.46], 11);
    names(map, shapes, box.dataset.map === "pin" ? 11 : 12);
    if (box.dataset.tiles) streets(box, map);
    else if (box.dataset.credit) map.attributionControl.addAttribution(box.dataset.credit);
    return map;
  };

  const clusterWords = (box, point) =>
    fill(point.where ? box.dataset.manyIn : box.dataset.many, { n: point.count, where: point.where });

  const popup = (point) => {
    const inside = document.createElement("div");
    inside.className = "tight";
    const link = document.createElement("a");
    Object.assign(link, { href: point.url, textContent: point.title, dir: "auto" });
    const state = document.createElement("span");
    state.className = `badge ${point.tone}`;
    state.append(shape(point.shape), point.word);
    inside.append(link, state);
    return inside;
  };

  // what says it is a button is pressed by keyboard too
  const press = (marker, work) => marker.on("keydown", ({ originalEvent }) => {
    if (!["Enter", " "].includes(originalEvent.key)) return;
    originalEvent.preventDefault();
    work();
  });

  const markerOf = (box, map, point) => {
    const nearer = () => map.setView([point.lat, point.lon], map.getZoom() + 2);
    if (point.count) {
      const size = Math.min(64, 40 + 6 * Math.log10(point.count + 1) * 2);
      const icon = L.divIcon({ className: "cluster", html: words(point.count), iconSize: [size, size] });
      const marker = L.marker([point.lat, point.lon], { icon, title: clusterWords(box, point), autoPanOnFocus: false });
      return press(marker.on("click", nearer), nearer);
    }
    const icon = L.divIcon({ className: `dot ${point.tone}`, html: shape(point.shape), iconSize: [32, 32] });
    const marker = L.marker([point.lat, point.lon], { icon, title: `${point.title} (${point.word})`, autoPanOnFocus: false });
    return marker.bindPopup(() => popup(point), { minWidth: 200 });
  };

  const lineOf = (box, map, point) => {
    const line = document.createElement("li");
    if (point.count) {
      const button = document.createElement("button");
      const number = document.createElement("b");
      number.textContent = point.count;
      button.type = "button";
      button.append(number, point.where || box.dataset.more);
      button.setAttribute("aria-label", clusterWords(box, point));
      button.addEventListener("click", () => map.setView([point.lat, point.lon], map.getZoom() + 2, { animate: false }));
      line.append(button);
    } else {
      const link = document.createElement("a");
      const state = document.createElement("span");
      const what = document.createElement("span");
      state.className = `badge ${point.tone}`;
      state.append(shape(point.shape));
      what.append(point.title, document.createElement("br"), point.word);
      what.dir = "auto";
      link.href = point.url;
      link.append(state, what);
      line.append(link);
    }
    return line;
  };

  const places = (box, map) => {
    const layer = L.layerGroup().addTo(map);
    const beside = document.querySelector(`[data-map-list="${box.id}"]`);
    const list = beside.querySelector("ul");
    const show = (points) => {
      const wasOnMarker = box !== document.activeElement && box.contains(document.activeElement);
      layer.clearLayers();
      if (wasOnMarker && !box.contains(document.activeElement)) box.focus({ preventScroll: true });
      for (const point of points) {
        const marker = markerOf(box, map, point).addTo(layer);
        marker.getElement().setAttribute("aria-label", marker.options.title);
      }
      const lines = points.slice(0, 60).map((point) => lineOf(box, map, point));
      if (!lines.length) {
        const none = document.createElement("li");
        none.className = "empty";
        none.textContent = box.dataset.none;
        lines.push(none);
      }
      const wasInside = list.contains(document.activeElement);
      list.replaceChildren(...lines);
      if (wasInside) list.querySelector("button, a")?.focus();
      beside.hidden = false;
    };
    let asked = 0;
    const load = async () => {
      const b = map.getBounds();
      const mine = ++asked;
      const query = new URLSearchParams({
        z: Math.round(map.getZoom()), w: Math.max(-180, b.getWest()).toFixed(4), s: Math.max(-85, b.getSouth()).toFixed(4),
        e: Math.min(180, b.getEast()).toFixed(4), n: Math.min(85, b.getNorth()).toFixed(4),
      });
      const answer = await fetch(`${box.dataset.points}?${query}`);
      const found = answer.ok ? (await answer.json()).points : [];
      if (mine === asked) show(found);
    };
    map.on("moveend", load);
    return load();
  };

  const pin = (box, map) => {
    const form = box.closest("form");
    const [lat, lon] = ["lat", "lon"].map((name) => form.querySelector(`[name=${name}]`));
    const said = form.querySelector("[data-pinned]");
    const remove = form.querySelector("[data-unpin]");
    let marker = null;
    const where = async (point) => {
      const query = new URLSearchParams({ lat: point.lat.toFixed(6), lon: point.lng.toFixed(6) });
      const answer = await fetch(`${box.dataset.spot}?${query}`);
      if (answer.ok && lat.value === point.lat.toFixed(6)) said.textContent = (await answer.json()).words;
    };
    const set = (point) => {
      if (marker) marker.remove();
      const icon = L.divIcon({ className: "dot dot--pin", html: pinShape(), iconSize: [30, 40], iconAnchor: [15, 39] });
      marker = point ? L.marker(point, { icon, keyboard: false, interactive: false }).addTo(map) : null;
      lat.value = point ? point.lat.toFixed(6) : "";
      lon.value = point ? point.lng.toFixed(6) : "";
      remove.hidden = !point;
      said.textContent = point ? said.dataset.words : said.dataset.gone;
      if (point) where(point);
    };
    cross(box);
    if (lat.value && lon.value) {
      const point = L.latLng(Number(lat.value), Number(lon.value));
      map.setView(point, 15);
      set(point);
    }
    map.on("click", (event) => set(event.latlng));
    form.querySelector("[data-pin]").addEventListener("click", () => set(map.getCenter()));
    remove.addEventListener("click", () => { set(null); form.querySelector("[data-pin]").focus(); });
    for (const pad of form.querySelectorAll("[data-pan]")) {
      const [x, y] = pad.dataset.pan.split(",").map(Number);
      pad.addEventListener("click", () => map.panBy([x * 60, y * 60], { animate: false }));
    }
    for (const step of form.querySelectorAll("[data-zoom]")) {
      step.addEventListener("click", () => map.setZoom(map.getZoom() + Number(step.dataset.zoom)));
    }
    const here = form.querySelector("[data-here]");
    here.hidden = !navigator.geolocation;
    here.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      (place) => {
        const point = L.latLng(place.coords.latitude, place.coords.longitude);
        map.setView(point, 16);
        set(point);
      },
      () => { said.textContent = said.dataset.trouble; },
    ));
  };

  // a page whose map is folded away brings the drawing code only when somebody opens it
  const fetchLeaflet = (box) => new Promise((done, failed) => {
    if (window.L) { done(); return; }
    const style = document.createElement("link");
    Object.assign(style, { rel: "stylesheet", href: box.dataset.leafletStyle });
    const script = document.createElement("script");
    Object.assign(script, { src: box.dataset.leaflet, onload: done, onerror: failed });
    document.head.append(style, script);
  });

  const open = async (box) => {
    if (box.dataset.open) return;
    box.dataset.open = "yes";
    try {
      await fetchLeaflet(box);
      const map = await base(box);
      await (box.dataset.map === "pin" ? pin(box, map) : places(box, map));
    } catch {
      if (!box.dataset.trouble) return;
      const sentence = document.createElement("p");
      sentence.className = "notice late";
      sentence.setAttribute("role", "alert");
      sentence.textContent = box.dataset.trouble;
      box.before(sentence);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-map]")) {
      const fold = box.closest("details");
      if (fold && !fold.open) fold.addEventListener("toggle", () => open(box), { once: true });
      else open(box);
    }
  });
})();
