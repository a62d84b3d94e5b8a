// Grades whose borders can be moved. Python has counted people between the places where a border can stand, and has asked
// which segment each combination of grades is; here bins become grades and people are counted again.

class GradeGrid {
  constructor(table, panel, speaker) {
    Object.assign(this, { table, told: panel.told, speaker, pieces: panel.yaml });
    this.rows = table.people.length;
    const first = Object.fromEntries(panel.groups.flatMap((group) => group.controls.map((one) => [one.name, one.value])));
    this.usual = this.places(this.grades(first));
    this.letters = this.lettered();
  }

  // The grade of each bin of a measure: 0 for what is not known, then one and one more for each border reached.
  ofBins({ high, stops, cuts }, state) {
    const ends = high ? [-Infinity, ...stops] : [...stops, Infinity];
    return [0, ...ends.map((end) => 1 + cuts.filter((cut) => (high ? end >= state[cut] : end <= state[cut])).length)];
  }

  grades(state) {
    return this.told.measures.map((measure) => {
      const grade = this.ofBins(measure, state);
      return Uint8Array.from(this.table[measure.column], (bin) => grade[bin]);
    });
  }

  places(grades) {
    const { measures } = this.told;
    const found = new Uint8Array(this.rows);
    for (let row = 0; row < this.rows; row++) {
      let code = 0;
      for (let at = 0; at < measures.length; at++) code = code * (measures[at].top + 1) + grades[at][row];
      found[row] = this.table.codes[code];
    }
    return found;
  }

  value(state) {
    const { told, table } = this;
    const { people, worth } = table;
    const grades = this.grades(state);
    const places = this.places(grades);
    const counts = new Array(told.segments.length).fill(0);
    const [x, y] = told.sides.map((at) => grades[at]);
    const width = told.measures[told.sides[0]].top + 1;
    const cells = Array.from({ length: width * (told.measures[told.sides[1]].top + 1) }, () => ({ people: 0, known: 0, worth: 0 }));
    let [total, moved] = [0, 0];
    for (let row = 0; row < this.rows; row++) {
      const cell = cells[y[row] * width + x[row]];
      cell.people += people[row];
      if (worth) cell.worth += worth[row];
      if (worth && grades[told.worth][row]) cell.known += people[row];
      counts[places[row]] += people[row];
      total += people[row];
      if (places[row] !== this.usual[row]) moved += people[row];
    }
    const segments = told.segments.map((one, at) => ({ ...one, people: counts[at], share: counts[at] / total })).filter((one) => one.own || one.people);
    return { cells, width, segments, people: total, moved };
  }

  // Which segments can be in each cell, whatever the other grades are.
  lettered() {
    const { measures, sides, segments } = this.told;
    const found = {};
    this.table.codes.forEach((place, code) => {
      const grades = [];
      for (let at = measures.length - 1; at >= 0; at--) {
        grades[at] = code % (measures[at].top + 1);
        code = Math.floor(code / (measures[at].top + 1));
      }
      if (!grades.every((grade, at) => grade || sides.includes(at))) return;
      const [x, y] = sides.map((at) => grades[at]);
      const held = ((found[x] ??= {})[y] ??= []);
      if (!held.includes(segments[place].letter)) held.push(segments[place].letter);
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
        marks.push(write(from + wide / 2, top + 49, this.letters(a, b), { ...middle, class: "lk-small lk-quiet" }));
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
      const mean = cell.known ? [speaker.points(cell.worth / cell.known)] : [""];
      return [[name(at % value.width), name(Math.floor(at / value.width)), speaker.number(cell.people), ...(told.worth === null ? [] : mean)]];
    });
    const heads = [x.label, y.label, speaker.say("people"), ...(told.worth === null ? [] : [told.measures[told.worth].label])];
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
    const parts = [said.join("; ") + ".", speaker.say("fullest", { x, y, i, j, people: speaker.count("people", value.cells[best].people) })];
    const share = speaker.percent(value.moved / value.people);
    parts.push(value.moved ? speaker.say("moved", { people: speaker.count("people", value.moved), share }) : speaker.say("unmoved"));
    return [...parts, ...told.apart].join(" ");
  }

  yaml(state) {
    return filled(this.pieces, state);
  }
}
