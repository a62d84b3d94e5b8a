// The panel of a widget: controls, picture, what the picture says in words, and how to take the result along.

// Give a value that a control can hold: what does not fit becomes the nearest that does, or the control's own first value.
function held(control, value) {
  if (control.type === "switch") return typeof value === "boolean" ? value : control.value;
  if (control.type === "text" || control.type === "kept") return typeof value === "string" ? value.slice(0, 200) : control.value;
  if (control.type === "choice") return control.options.some(([name]) => name === value) ? value : control.value;
  if (typeof value !== "number" || !Number.isFinite(value)) return control.value;
  const { low, high, step, decimals, stops } = control;
  if (stops.length) return stops.reduce((best, stop) => (Math.abs(stop - value) < Math.abs(best - value) ? stop : best));
  return Number((low + halfUp((Math.min(Math.max(value, low), high) - low) / step) * step).toFixed(decimals));
}

// Where a slider stands: its field counts the stops, where it has some.
const standing = (control, at) => (control.stops.length ? control.stops[at] : at);

const everyControl = (panel) => panel.groups.flatMap((group) => group.controls);

function checked(panel, state) {
  const every = everyControl(panel);
  const found = Object.fromEntries(every.map((one) => [one.name, held(one, (state ?? {})[one.name])]));
  for (const one of every) if (one.under) found[one.name] = Math.min(found[one.name], found[one.under]);
  return found;
}

// What is shown of a slider's value, beside it and to a screen reader.
function shownValue(control, value, speaker) {
  const number = control.percent ? speaker.percent(value) : speaker.points(value);
  return control.says ? speaker.say(control.says, { value: number }) : number;
}

// Which kernel a widget speaks with; nothing where that is not known, or where there is none (any more).
const kernelOf = (model) => model.widget_manager?.kernel?.id;

class Panel {
  constructor(model, el, { kernel = true } = {}) {
    Object.assign(this, { model, el, kernel, panel: model.get("panel"), id: unique() });
    this.first = kernelOf(model);
    this.speaker = new Speaker(this.panel.words);
    this.state = checked(this.panel, model.get("state"));
    this.sent = JSON.stringify(this.state);
    this.fields = new Map();
    this.kind = this.panel.live ? kinds[this.panel.kind](columns(model.get("table")), this.panel, this.speaker) : null;
    this.build();
    this.listen();
    this.follow();
  }

  say(key, values) {
    return this.speaker.say(key, values);
  }

  build() {
    typeface(this.panel.typeface);
    this.drawing = html("div", { class: "lk-drawing", role: this.kind?.role ?? "img", tabindex: this.panel.live ? null : "0", "aria-labelledby": `${this.id}-text` });
    this.text = html("figcaption", { id: `${this.id}-text`, class: "lk-text", role: "status", "aria-live": "polite" });
    this.more = html("div", { class: "lk-more" });
    this.notice = html("p", { class: "lk-notice", role: "status" });
    this.copied = html("textarea", { class: "lk-yaml", readonly: true, rows: 12, hidden: true, spellcheck: "false", "aria-label": this.say("yaml_label") });
    this.figure = html("figure", {}, this.drawing, this.text);
    const controls = html("div", { class: "lk-controls" }, ...this.panel.groups.map((group) => this.group(group)), this.buttons());
    this.root = html("section", { class: this.panel.live ? "lk" : "lk lk-window", lang: this.panel.lang, "aria-label": this.panel.title },
      html("p", { class: "lk-title" }, this.panel.title),
      html("div", { class: "lk-body" }, controls, html("div", { class: "lk-side" }, this.figure, this.more)), this.notice, this.copied);
    this.el.replaceChildren(this.root);
  }

  group(group) {
    const inside = group.controls.filter((control) => control.type !== "kept").map((control) => this.control(control));
    if (!inside.length) return null;
    if (!group.closed) return html("fieldset", {}, html("legend", {}, group.label), ...inside);
    return html("details", {}, html("summary", {}, group.label), html("fieldset", { "aria-label": group.label }, ...inside));
  }

  control(control) {
    const id = `${this.id}-${control.name}`;
    const [field, output] = this.field(control, id);
    this.fields.set(control.name, { control, field, output });
    const label = html("label", { for: id }, control.label);
    return html("div", { class: `lk-control lk-${control.type}` }, ...(control.type === "switch" ? [field, label] : [label, output, field]));
  }

  field(control, id) {
    const { type } = control;
    if (type === "switch") return [html("input", { id, type: "checkbox" }), null];
    if (type === "text") return [html("input", { id, type: "text", maxlength: 200, autocomplete: "off", spellcheck: "false" }), null];
    if (type === "choice") {
      return [html("select", { id }, ...control.options.map(([name, label]) => html("option", { value: name }, label))), null];
    }
    const { low, high, step, stops } = control;
    const ends = stops.length ? { min: 0, max: stops.length - 1, step: 1 } : { min: low, max: high, step };
    return [html("input", { id, type: "range", ...ends }), html("output", { for: id })];
  }

  buttons() {
    const reset = html("button", { type: "button", class: "lk-reset" }, this.say("reset"));
    const copy = html("button", { type: "button", class: "lk-copy" }, this.say("copy"));
    reset.addEventListener("click", () => this.moved(checked(this.panel, {})));
    copy.addEventListener("click", () => this.copy());
    return html("div", { class: "lk-buttons" }, reset, copy);
  }

  listen() {
    // JupyterLab takes arrows for its own from whatever has the focus, unless that very element forbids it.
    this.root.addEventListener("focusin", (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true"));
    this.root.addEventListener("input", (event) => {
      const found = [...this.fields.values()].find(({ field }) => field === event.target);
      if (!found) return;
      const { control, field } = found;
      const value = control.type === "switch" ? field.checked : control.type === "slider" ? standing(control, Number(field.value)) : field.value;
      this.moved(checked(this.panel, { ...this.state, [control.name]: value }));
    });
    this.heard = {
      "change:state": () => {
        const state = checked(this.panel, this.model.get("state"));
        if (JSON.stringify(state) === JSON.stringify(this.state)) return;
        this.state = state;
        this.sent = JSON.stringify(state);
        this.show();
      },
      "change:answer": () => this.answered(),
      comm_live_update: () => this.lost(),
    };
    for (const [name, heard] of Object.entries(this.heard)) this.model.on(name, heard);
  }

  // Draw again where the place has become wider or narrower.
  follow() {
    this.wide = 0;
    this.sizes = new ResizeObserver(() => {
      const wide = Math.floor(this.figure.clientWidth);
      if (wide === this.wide || wide < 40) return;
      this.wide = wide;
      this.show();
    });
    this.sizes.observe(this.figure);
    this.show();
  }

  moved(state) {
    this.state = state;
    this.show();
    this.tell();
  }

  // A live widget tells Python now and then, so that w.state is what is seen; a window asks Python, one question at a time.
  tell() {
    clearTimeout(this.later);
    if (this.panel.live) this.later = setTimeout(() => this.send(), 200);
    else if (this.asked) this.again = true;
    else this.send();
  }

  send() {
    const told = JSON.stringify(this.state);
    if (!this.kernel || told === this.sent) return; // of what has not changed nobody hears again
    if (kernelOf(this.model) !== this.first) return this.lost(); // JupyterLab, once the kernel is shut down, or another one
    this.sent = told;
    this.model.set("state", { ...this.state });
    this.model.save_changes();
    if (this.panel.live) return;
    this.asked = true;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.lost(), 8000);
  }

  lost() {
    this.asked = this.again = false;
    this.sent = "";
    this.notice.textContent = this.say(this.panel.live ? "lost_live" : "lost_window");
  }

  show() {
    for (const { control, field, output } of this.fields.values()) {
      const value = this.state[control.name];
      const place = control.stops?.length ? control.stops.indexOf(value) : value;
      if (control.type === "switch") field.checked = value;
      else if (field.value !== String(place)) field.value = place;
      if (!output) continue;
      output.textContent = shownValue(control, value, this.speaker);
      field.setAttribute("aria-valuetext", output.textContent);
    }
    this.copied.hidden = true;
    if (!this.panel.live) return this.answered();
    const value = this.kind.value(this.state);
    this.drawing.replaceChildren(...this.kind.draw(value, Math.max(260, this.wide || 600)));
    if (this.wide) this.drawing.querySelectorAll(".lk-chart").forEach(shortened);
    this.text.textContent = this.kind.text(value);
    if (this.kind.more) this.kind.more(value, this.more, this);
  }

  // What a window was answered: a picture, which takes the old one's place once it is ready, and words.
  answered() {
    const answer = this.model.get("answer");
    if (this.panel.live || !answer || this.known === answer.number) return;
    this.known = answer.number;
    this.asked = false;
    clearTimeout(this.patience);
    this.notice.textContent = "";
    this.text.textContent = answer.text;
    this.more.replaceChildren(...(answer.said ?? []).map(([label, text]) => quoted(label, text, "lk-said")), ...(answer.code ?? []).map(([label, text]) => quoted(label, text)), ...(answer.tables ?? []).map(listing));
    this.picture(answer);
    if (this.again) {
      this.again = false;
      this.send();
    }
  }

  async picture(answer) {
    if (!answer.png) return this.drawing.replaceChildren();
    const url = URL.createObjectURL(new Blob([answer.png], { type: "image/png" }));
    const image = html("img", { src: url, alt: "", width: answer.width, height: answer.height });
    await image.decode().catch(() => {});
    if (this.known === answer.number) this.drawing.replaceChildren(image);
    URL.revokeObjectURL(url);
  }

  copy() {
    const text = this.panel.live ? this.kind.yaml(this.state) : this.model.get("answer")?.yaml ?? "";
    this.copied.value = text;
    this.copied.hidden = false;
    const done = () => (this.notice.textContent = this.say("copied"));
    const byHand = () => {
      this.copied.focus();
      this.copied.select();
      this.notice.textContent = this.say("copy_by_hand");
    };
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }

  leave() {
    this.sizes.disconnect();
    clearTimeout(this.later);
    clearTimeout(this.patience);
    for (const [name, heard] of Object.entries(this.heard)) this.model.off(name, heard);
    this.el.replaceChildren();
  }
}

function listing({ caption, columns: heads, rows }) {
  const head = html("tr", {}, ...heads.map((name) => html("th", { scope: "col" }, name)));
  const body = rows.map((row) => html("tr", {}, ...row.map((cell) => html("td", {}, String(cell)))));
  const table = html("table", {}, html("caption", {}, caption), html("thead", {}, head), html("tbody", {}, ...body));
  return html("div", { class: "lk-wide", tabindex: "0", role: "group", "aria-label": caption }, table);
}

function quoted(label, text, kind = null) {
  return html("div", { class: "lk-quoted" }, html("p", { class: "lk-quiet" }, label), html("pre", { class: kind, tabindex: "0", role: "group", "aria-label": label }, text));
}

// YAML with places for what was moved: texts and names of controls, one after another.
function filled(pieces, state) {
  return pieces.map((piece) => (typeof piece === "string" ? piece : written(state[piece.of], piece))).join("");
}

function written(value, { times = 1, decimals = 4 }) {
  return typeof value === "number" ? String(Number((value * times).toFixed(decimals))) : String(value);
}
