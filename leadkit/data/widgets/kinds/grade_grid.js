// Grades whose borders can be moved. Python has counted people between the places where a border can stand, and has asked
// which segment each combination of grades is; here bins become grades and people are counted again.

class GradeGrid {
  constructor(table, panel, speaker) {
    Object.assign(this, { table, told: panel.told, speaker, pieces: panel.yaml });
    this.rows = table.people.length;
    const first = Object.fromEntries(panel.groups.flatMap((group) => group.controls.map((one) => [one.name, one.value])));
    this.usual = this.coded(first).map((code) => table.codes[code]);
    this.each = Array.from(table.codes, (_, code) => this.grades(code));
    this.letters = this.lettered();
  }

  // The grade of each bin of a measure: 0 for what is not known, then one and one more for each border reached.
  ofBins({ high, stops, cuts }, state) {
    const ends = high ? [-Infinity, ...stops] : [...stops, Infinity];
    return [0, ...ends.map((end) => 1 + cuts.filter((cut) => (high ? end >= state[cut] : end <= state[cut])).length)];
  }

  // The code of each row: its grades, as the digits of one number.
  coded(state) {
    const found = new Uint16Array(this.rows);
    for (const measure of this.told.measures) {
      const grade = Uint16Array.from(this.ofBins(measure, state));
      const bins = this.table[measure.column];
      for (let row = 0; row < this.rows; row++) found[row] = found[row] * (measure.top + 1) + grade[bins[row]];
    }
    return found;
  }

  // The grades of a code.
  grades(code) {
    const found = [];
    for (const measure of [...this.told.measures].reverse()) {
      found.unshift(code % (measure.top + 1));
      code = Math.floor(code / (measure.top + 1));
    }
    return found;
  }

  value(state) {
    const { told, table, usual } = this;
    const { people, worth, codes } = table;
    const coded = this.coded(state);
    const held = new Float64Array(codes.length);
    const sums = new Float64Array(codes.length);
    let moved = 0;
    for (let row = 0; row < this.rows; row++) {
      const code = coded[row];
      held[code] += people[row];
      if (worth) sums[code] += worth[row];
      if (codes[code] !== usual[row]) moved += people[row];
    }
    const [x, y] = told.sides;
    const width = told.measures[x].top + 1;
    const cells = Array.from({ length: width * (told.measures[y].top + 1) }, () => ({ people: 0, known: 0, worth: 0 }));
    const counts = new Array(told.segments.length).fill(0);
    this.each.forEach((grades, code) => {
      const cell = cells[grades[y] * width + grades[x]];
      cell.people += held[code];
      cell.worth += sums[code];
      if (worth && grades[told.worth]) cell.known += held[code];
      counts[codes[code]] += held[code];
    });
    const total = counts.reduce((sum, one) => sum + one, 0);
    const segments = told.segments.map((one, at) => ({ ...one, people: counts[at], share: counts[at] / total })).filter((one) => one.own || one.people);
    return { cells, width, segments, people: total, moved };
  }

  // Which segments can be in each cell, whatever the other grades are.
  lettered() {
    const { sides, segments } = this.told;
    const found = {};
    this.each.forEach((grades, code) => {
      if (!grades.every((grade, at) => grade || sides.includes(at))) return;
      const [x, y] = sides.map((at) => grades[at]);
      const held = ((found[x] ??= {})[y] ??= []);
      const { letter } = segments[this.table.codes[code]];
      if (!held.includes(letter)) held.push(letter);
    });
    return (x, y) => found[x][y].sort().join(" ");
  }

  draw(value, width) {
    const { speaker, told } = this;
    const [x, y] = told.sides.map((at) => told.measures[at].label);
    const part = (key, values) => html("p", { class: "lk-part" }, speaker.say(key, values));
    if (!value.people) return [];
    const rows = value.segments.map((one) => ({ people: one.people, label: `${one.letter} · ${one.label}`, note: speaker.percent(one.share), hatched: !one.own }));
    return [part("grid", { x, y }), ...this.grid(value, width), part("segments"), bars(width, rows, speaker)];
  }

  grid(value, width) {
    const { speaker, told } = this;
    const [across, up] = told.sides.map((at, side) => {
      const held = Array.from({ length: told.measures[at].top + 1 }, (_, grade) => grade);
      const unknown = value.cells.some((cell, place) => cell.people && !(side ? Math.floor(place / value.width) : place % value.width));
      return unknown ? held : held.slice(1);
    });
    const [left, tall, foot] = [22, 56, 20];
    const wide = (width - left) / across.length;
    const most = Math.max(1, ...value.cells.map((cell) => cell.people));
    const means = value.cells.filter((cell) => cell.known).map((cell) => Math.abs(cell.worth / cell.known));
    const unit = [1e9, 1e6, 1e3].find((size) => Math.max(0, ...means) >= size * 100) ?? 1;
    const name = (grade) => (grade ? String(grade) : "?");
    const marks = [];
    up.forEach((b, row) => {
      const top = (up.length - 1 - row) * tall;
      marks.push(write(left - 8, top + tall / 2 + 4, name(b), { "text-anchor": "end" }));
      across.forEach((a, column) => {
        const cell = value.cells[b * value.width + a];
        const from = left + column * wide;
        const shade = cell.people ? 0.06 + 0.44 * Math.sqrt(cell.people / most) : 0;
        const middle = { "text-anchor": "middle" };
        marks.push(svg("rect", { x: from + 1, y: top + 1, width: wide - 2, height: tall - 2, class: "lk-bar", "fill-opacity": shade.toFixed(3), stroke: "var(--lk-line)", "stroke-dasharray": a && b ? null : "4 3" }));
        marks.push(write(from + wide / 2, top + 19, speaker.number(cell.people), { ...middle, class: cell.people ? "lk-strong" : "lk-quiet" }));
        if (cell.known) marks.push(write(from + wide / 2, top + 34, `(${this.short(cell.worth / cell.known / unit)})`, { ...middle, class: "lk-small" }));
        marks.push(write(from + wide / 2, top + 49, this.letters(a, b), { ...middle, class: cell.people ? "lk-small" : "lk-small lk-quiet" }));
      });
    });
    across.forEach((a, column) => marks.push(write(left + (column + 0.5) * wide, up.length * tall + 15, name(a), { "text-anchor": "middle" })));
    const averaged = told.worth === null ? null : told.measures[told.worth].label;
    const scaled = unit > 1 ? speaker.say("scaled", { name: averaged, unit: speaker.number(unit) }) : averaged;
    const note = averaged === null ? speaker.say("in_cells_alone") : speaker.say("in_cells", { name: scaled });
    return [chart(width, up.length * tall + foot, ...marks), html("p", { class: "lk-quiet" }, note)];
  }

  short(mean) {
    return this.speaker.number(mean, Math.abs(mean) < 10 ? 1 : 0);
  }

  // The grid as a table, for those who do not see the picture.
  more(value, place) {
    const { speaker, told } = this;
    const open = place.querySelector("details")?.open ?? false;
    const [x, y] = told.sides.map((at) => told.measures[at]);
    const name = (grade) => (grade ? String(grade) : speaker.say("unknown"));
    const rows = value.cells.flatMap((cell, at) => {
      if (!cell.people) return [];
      const mean = cell.known ? [this.short(cell.worth / cell.known)] : [""];
      return [[name(at % value.width), name(Math.floor(at / value.width)), speaker.number(cell.people), ...(told.worth === null ? [] : mean)]];
    });
    const heads = [x.label, y.label, speaker.say("people"), ...(told.worth === null ? [] : [speaker.say("mean", { name: told.measures[told.worth].label })])];
    const caption = speaker.say("grid", { x: x.label, y: y.label });
    const inside = listing({ caption, columns: heads, rows });
    const found = place.querySelector("details");
    if (found) found.lastChild.replaceWith(inside);
    else place.replaceChildren(html("details", { open }, html("summary", {}, speaker.say("as_table")), inside));
  }

  text(value) {
    const { speaker, told } = this;
    if (!value.people) return [speaker.say("nobody"), ...told.apart].join(" ");
    const said = value.segments.map((one) => speaker.say("segment", { label: one.label, people: speaker.count("people", one.people), share: speaker.percent(one.share) }));
    const best = value.cells.reduce((found, cell, at) => (cell.people > value.cells[found].people ? at : found), 0);
    const [x, y] = told.sides.map((at) => told.measures[at].name);
    const [i, j] = [best % value.width, Math.floor(best / value.width)].map((grade) => grade || speaker.say("unknown"));
    const parts = [said.join("; ") + speaker.say("stop"), speaker.say("fullest", { x, y, i, j, people: speaker.count("people", value.cells[best].people) })];
    const share = speaker.percent(value.moved / value.people);
    parts.push(value.moved ? speaker.say("moved", { people: speaker.count("people", value.moved), share }) : speaker.say("unmoved"));
    return [...parts, ...told.apart].join(" ");
  }

  yaml(state) {
    return filled(this.pieces, state);
  }
}
