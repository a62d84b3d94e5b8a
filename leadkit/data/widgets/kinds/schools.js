// Schools turned on and off. Python has asked every school about everybody and counted the patterns of their answers; here
// patterns that differ only in schools that are off are put together. Some people came along, with their verdicts in words.

class Schools {
  constructor(table, panel, speaker) {
    const { told } = panel;
    Object.assign(this, { role: "group", table, told, speaker, pieces: panel.yaml });
    this.schools = told.schools.map((school, at) => ({ ...school, answers: table[`answer_${at}`], whys: table[`why_${at}`] }));
  }

  value(state) {
    const on = this.schools.map(({ column }) => state[`school.${column}`]);
    const found = new Map();
    const { people, of } = this.table;
    const keys = Array.from(people, (count, row) => {
      const codes = this.schools.map(({ answers }, at) => (on[at] ? answers[row] : 3));
      const name = codes.map((code) => this.told.signs[code]).join("");
      const region = found.get(name) ?? { name, codes, order: codes.join(""), people: 0 };
      region.people += count;
      found.set(name, region);
      return name;
    });
    const regions = [...found.values()].sort((a, b) => b.people - a.people || (a.order < b.order ? -1 : 1));
    const wanted = [...state.region].slice(0, on.length).map((sign, at) => (on[at] ? sign : "-")).join("");
    const region = (on.includes(true) && found.get(wanted)) || null;
    const places = [];
    for (let at = 0; region && at < of.length && places.length < this.told.most.listed; at++) {
      if (keys[of[at]] === region.name) places.push(at);
    }
    const person = places.find((at) => this.told.ids[at] === state.person);
    const schools = this.schools.filter((_, at) => on[at]);
    return {
      schools, regions, region, listed: places.map((at) => this.told.ids[at]), person: person === undefined ? "" : state.person,
      verdicts: person === undefined ? [] : schools.map((school) => this.verdict(school, person)),
    };
  }

  verdict({ column, letter, label, answers, whys }, person) {
    const why = this.told.whys[whys[person]].map((one) => this.told.sentences[one]).join("; ");
    return { column, letter, label, code: answers[this.table.of[person]], why };
  }

  answered(region) {
    const letters = (code) => this.schools.filter((_, at) => region.codes[at] === code).map(({ letter }) => letter);
    const told = this.told.answers.map((word, code) => [letters(code).join(" "), word]);
    return told.filter(([those]) => those).map(([those, word]) => `${those} ${word}`).join(", ");
  }

  text(value) {
    const { speaker } = this;
    const { said } = this.told.most;
    if (!value.schools.length) return speaker.say("none_on");
    if (!value.regions.length) return speaker.say("nobody");
    const parts = [speaker.say("which", { schools: value.schools.map(({ letter, label }) => `${letter} = ${label}`).join("; ") })];
    const told = value.regions.slice(0, said).map((region) => `${this.answered(region)}: ${speaker.count("people", region.people)}`);
    if (value.regions.length > said) told.push(this.rest(value.regions.slice(said)));
    parts.push(told.join("; ") + speaker.say("stop"));
    if (value.region) {
      parts.push(speaker.say("chosen", { answers: this.answered(value.region), people: speaker.count("people", value.region.people) }));
    }
    if (value.person) {
      const answers = value.verdicts.map(({ letter, code }) => `${letter} ${this.told.answers[code]}`).join(", ");
      parts.push(speaker.say("verdict", { person: value.person, answers }));
    }
    return parts.join(" ");
  }

  rest(regions) {
    const people = regions.reduce((sum, region) => sum + region.people, 0);
    return this.speaker.say("rest", { n: this.speaker.number(regions.length), people: this.speaker.count("people", people) });
  }

  // A row a region: a mark a school, and a bar; each row is a button.
  draw(value, width) {
    const active = document.activeElement;
    this.focused = this.panel?.root.contains(active) ? active.dataset.key : undefined;
    if (!value.schools.length || !value.regions.length) return [];
    const shown = value.regions.slice(0, this.told.most.rows);
    if (value.region && !shown.includes(value.region)) shown.push(value.region);
    const gap = Math.min(26, Math.max(13, Math.floor((width * 0.5) / value.schools.length)));
    const head = value.schools.map(({ letter }, at) => write(gap * (at + 0.5), 14, letter, { "text-anchor": "middle", class: "lk-strong" }));
    const rows = shown.map((region) => this.row(region, value, width, gap));
    const left = value.regions.filter((region) => !shown.includes(region));
    const title = html("p", { class: "lk-part" }, this.speaker.say("regions"));
    const more = left.length ? [html("p", { class: "lk-quiet" }, this.rest(left))] : [];
    return [title, this.key(), html("div", { class: "lk-head" }, chart(width - 12, 18, ...head)), ...rows, ...more];
  }

  key() {
    const told = this.told.answers.map((word, code) => html("span", {}, chart(18, 16, ...schoolMark(code, 8, 8, 6.5)), word));
    return html("p", { class: "lk-quiet lk-key" }, ...told);
  }

  row(region, value, width, gap) {
    const codes = region.codes.filter((code) => code < 3);
    const marks = codes.flatMap((code, at) => schoolMark(code, gap * (at + 0.5), 13, Math.min(8, gap / 2 - 1)));
    const from = gap * codes.length + 10;
    const wide = Math.max(region.people ? 2 : 0, ((width - 12 - from - 66) * region.people) / value.regions[0].people);
    const bar = svg("rect", { x: from, y: 5, width: wide, height: 16, class: codes.includes(2) ? "lk-bar lk-open" : "lk-bar" });
    const count = write(from + wide + 6, 18, this.speaker.number(region.people));
    const label = this.speaker.say("people", { people: this.speaker.count("people", region.people), answers: this.answered(region) });
    const button = html("button", {
      type: "button", class: "lk-row", "data-key": `region ${region.name}`, "aria-label": label, "aria-pressed": String(region === value.region),
    }, chart(width - 12, 26, ...marks, bar, count));
    button.addEventListener("click", () => this.choose({ region: region === value.region ? "" : region.name, person: "" }));
    return button;
  }

  choose(changed) {
    this.panel.moved({ ...this.panel.state, ...changed });
  }

  // Under the picture: some people of the region, and what the schools say of one of them.
  more(value, place, panel) {
    const { speaker } = this;
    this.panel = panel;
    const parts = [];
    if (value.region) {
      const people = speaker.count("people", value.region.people);
      parts.push(html("p", { class: "lk-part" }, speaker.say("people", { people, answers: this.answered(value.region) })));
      const rest = value.region.people - value.listed.length;
      const others = rest > 0 ? html("span", { class: "lk-quiet" }, speaker.say("more", { n: speaker.number(rest) })) : null;
      parts.push(html("div", { class: "lk-buttons" }, ...value.listed.map((id) => this.person(id, value)), others));
    }
    if (value.person) {
      const rows = value.verdicts.map(({ letter, label, code, why }) => [`${letter} · ${label}`, this.told.answers[code], why]);
      const heads = ["school", "verdict_head", "because"].map((key) => speaker.say(key));
      parts.push(listing({ caption: speaker.say("why", { person: value.person }), columns: heads, rows }));
    }
    place.replaceChildren(...parts);
    if (this.focused) [...panel.root.querySelectorAll("[data-key]")].find((one) => one.dataset.key === this.focused)?.focus();
  }

  person(id, value) {
    const pressed = String(id === value.person);
    const button = html("button", { type: "button", "data-key": `person ${id}`, "aria-pressed": pressed }, html("bdi", {}, id));
    button.addEventListener("click", () => this.choose({ person: id === value.person ? "" : id }));
    return button;
  }

  yaml(state) {
    const [head, terms, none] = this.pieces;
    const on = terms.filter(([name]) => state[name]).map(([, term]) => term);
    return on.length ? head + on.join("") : none;
  }
}

// Yes is filled, no is empty, unknown is a question.
function schoolMark(code, x, y, r) {
  if (code === 2) return [svg("circle", { cx: x, cy: y, r, class: "lk-ring lk-asked" }), write(x, y + 4.5, "?", { "text-anchor": "middle", class: "lk-small lk-strong" })];
  return [svg("circle", { cx: x, cy: y, r, class: code ? "lk-ring" : "lk-bar" })];
}
