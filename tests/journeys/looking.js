"use strict";
// What a journey asks of a page; see looking.py.
window.looking = (() => {
  const seen = (each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && each.getClientRects().length > 0;
  const name = (each) => {
    const words = each.ariaLabel || each.innerText || each.title || each.name || "";
    return `<${each.localName} class="${each.getAttribute("class") || ""}"> ${words.trim().slice(0, 60)}`;
  };
  const controls = (extra) => [...document.querySelectorAll(`a[href], button, input, select, textarea, summary${extra}`)]
    .filter((each) => each.tabIndex >= 0 && !each.disabled && seen(each));

  // A ring around the thing itself or around the card that it opens; a bold edge around a shape.
  const isMarked = (each) => {
    const ring = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const own = getComputedStyle(each);
    if (each.closest("svg")) return ring(own) || parseFloat(own.strokeWidth) >= 2;
    return ring(own) || own.boxShadow !== "none" || ring(getComputedStyle(each, "::after"));
  };

  // What answers to a finger: a choice with its label, a link that is stretched over its card.
  const area = (each) => {
    if (["radio", "checkbox"].includes(each.type)) return each.closest("label") || each;
    const after = getComputedStyle(each, "::after");
    const stretched = after.content !== "none" && after.position === "absolute" && after.top === "0px";
    return stretched ? each.offsetParent : each;
  };

  // Every stop of the Tab key that can be seen; a group of radio buttons is one stop.
  const stops = () => {
    const groups = new Map();
    const key = (each) => (each.type === "radio" ? `${each.name} ${each.form ? each.form.action : ""}` : each);
    for (const each of controls(", [tabindex]")) if (!groups.has(key(each))) groups.set(key(each), each);
    const reached = new Set();
    const pale = new Set();
    addEventListener("focusin", ({ target }) => {
      reached.add(key(target));
      if (!isMarked(target)) pale.add(name(target));
    });
    looking.walked = () => ({
      missed: [...groups].filter(([each]) => !reached.has(each)).map(([, each]) => name(each)),
      pale: [...pale],
    });
    // a day has stops of its own for day, month, year and the calendar
    return groups.size + 4 * document.querySelectorAll("[type=date]").length;
  };

  // What stands out of a page that must not scroll sideways.
  const sideways = () => {
    const most = innerWidth;
    if (document.documentElement.scrollWidth <= most) return [];
    const cut = (each) => {
      for (let up = each.parentElement; up; up = up.parentElement) {
        if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return true;
      }
      return false;
    };
    const out = [...document.body.querySelectorAll("*")]
      .filter((each) => each.getBoundingClientRect().right > most + 1 && !cut(each));
    const end = (each) => Math.round(each.getBoundingClientRect().right);
    return out.slice(-4).map((each) => `${name(each)} ends at ${end(each)} of ${most} px`);
  };

  const enlarge = (factor) => {
    const root = document.documentElement;
    root.style.fontSize = factor === 1 ? "" : `${parseFloat(getComputedStyle(root).fontSize) * factor}px`;
  };

  // Links within a sentence are as high as its line; everything else must be as large as a finger.
  const small = (least) => controls("")
    .filter((each) => getComputedStyle(each).display !== "inline")
    .map((each) => [each, area(each).getBoundingClientRect()])
    .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([each, box]) => `${name(each)}: ${Math.round(box.width)} x ${Math.round(box.height)} px`);

  return { stops, sideways, enlarge, small };
})();
