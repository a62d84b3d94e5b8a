// The doors: one for a notebook (anywidget), one for a page without Python.

function dressed() {
  if (document.getElementById("leadkit-widgets")) return;
  document.head.append(html("style", { id: "leadkit-widgets" }, STYLE));
}

// Thai letters, for machines that have none: they come with the panels that hold some.
function typeface(coded) {
  if (!coded || document.getElementById("leadkit-thai")) return;
  const face = `@font-face{font-family:"Sarabun Thai";unicode-range:U+E01-E5B,U+25CC;src:url(data:font/woff;base64,${coded}) format("woff")}`;
  document.head.append(html("style", { id: "leadkit-thai" }, face));
}

function render({ model, el }) {
  dressed();
  const panel = new Panel(model, el);
  return () => panel.leave();
}

// A saved widget without a kernel: it holds what Python held when it was saved.
class Saved {
  constructor(held) {
    this.held = held;
  }
  get(name) {
    return this.held[name];
  }
  set(name, value) {
    this.held[name] = value;
  }
  save_changes() {}
  on() {}
  off() {}
}

function bytes(text) {
  const raw = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new DataView(raw.buffer);
}

function opened() {
  dressed();
  for (const place of document.querySelectorAll("[data-leadkit]")) {
    try {
      const held = JSON.parse(place.querySelector("script").textContent, (_, value) => (value && typeof value.base64 === "string" ? bytes(value.base64) : value));
      const room = html("div");
      new Panel(new Saved(held), room, { kernel: false });
      place.replaceChildren(room);
    } catch (error) {
      console.warn("leadkit: a saved widget could not be opened", error);
    }
  }
}

if (typeof document !== "undefined" && document.querySelector("[data-leadkit]")) opened();

export { Panel, Speaker, checked, columns, filled, kinds, wilson };
export default { render };
