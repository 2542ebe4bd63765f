"use strict";
// The map: own districts as background, clusters from the server, a pin that needs no dragging.
(() => {
  const COLOURS = { hear: "--hear", care: "--care", done: "--done" };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const base = (box) => {
    const map = L.map(box, { zoomControl: false, attributionControl: true, keyboard: true });
    map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);
    if (box.dataset.tiles) {
      L.tileLayer(box.dataset.tiles, { attribution: box.dataset.credit, maxZoom: 19 }).addTo(map);
    } else if (box.dataset.credit) {
      map.attributionControl.addAttribution(box.dataset.credit);
    }
    return fetch(box.dataset.shapes)
      .then((answer) => answer.json())
      .then((shapes) => {
        const layer = L.geoJSON(shapes, {
          interactive: false,
          style: { color: colour("--edge"), weight: 1, fillColor: colour("--wash"), fillOpacity: 0.6 },
        }).addTo(map);
        map.fitBounds(layer.getBounds());
        return map;
      });
  };

  const places = (box, map) => {
    const layer = L.layerGroup().addTo(map);
    const show = (points) => {
      layer.clearLayers();
      for (const point of points) {
        const marker = point.count
          ? L.marker([point.lat, point.lon], {
              icon: L.divIcon({ className: "cluster", html: `<span>${Number(point.count)}</span>`, iconSize: [44, 44] }),
              title: `${point.count} ${box.dataset.more}`,
            }).on("click", () => map.setView([point.lat, point.lon], map.getZoom() + 2))
          : L.marker([point.lat, point.lon], {
              icon: L.divIcon({ className: `dot dot--${point.tone}`, iconSize: [28, 28] }),
              title: point.title,
            }).on("click", () => { window.location.href = point.url; });
        marker.addTo(layer);
      }
    };
    const load = () => {
      const b = map.getBounds();
      const query = new URLSearchParams({
        z: map.getZoom(), w: b.getWest().toFixed(4), s: b.getSouth().toFixed(4),
        e: b.getEast().toFixed(4), n: b.getNorth().toFixed(4),
      });
      fetch(`${box.dataset.points}?${query}`)
        .then((answer) => answer.json())
        .then((answer) => show(answer.points || []));
    };
    map.on("moveend", load);
    load();
  };

  const pin = (box, map) => {
    const form = box.closest("form");
    const lat = form.querySelector("[name=lat]");
    const lon = form.querySelector("[name=lon]");
    const said = form.querySelector("[data-pinned]");
    let marker = null;
    const set = (point, words) => {
      if (marker) marker.remove();
      marker = point ? L.marker(point, { icon: L.divIcon({ className: "dot dot--pin", iconSize: [28, 28] }), keyboard: false }).addTo(map) : null;
      lat.value = point ? point.lat.toFixed(6) : "";
      lon.value = point ? point.lng.toFixed(6) : "";
      said.textContent = words;
    };
    if (lat.value && lon.value) {
      const point = L.latLng(Number(lat.value), Number(lon.value));
      map.setView(point, 16);
      set(point, said.dataset.words);
    }
    map.on("click", (event) => set(event.latlng, said.dataset.words));
    form.querySelector("[data-pin]").addEventListener("click", () => set(map.getCenter(), said.dataset.words));
    form.querySelector("[data-unpin]").addEventListener("click", () => set(null, said.dataset.gone));
    for (const pad of form.querySelectorAll("[data-pan]")) {
      const [x, y] = pad.dataset.pan.split(",").map(Number);
      pad.addEventListener("click", () => map.panBy([x * 60, y * 60], { animate: false }));
    }
  };

  const open = (box) => {
    if (box.dataset.open) return;
    box.dataset.open = "yes";
    base(box).then((map) => (box.dataset.map === "pin" ? pin(box, map) : places(box, map)));
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll("[data-map]")) {
      const fold = box.closest("details");
      if (fold && !fold.open) fold.addEventListener("toggle", () => open(box), { once: true });
      else open(box);
    }
  });
})();
