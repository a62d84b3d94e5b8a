// Need and ability to pay with borders that can be moved. Python has asked everybody and proved the claims for each way
// to draw the borders; here it is looked up and drawn.

class AbilityMap {
  constructor(table, panel, speaker) {
    Object.assign(this, { told: panel.told, speaker, pieces: panel.yaml });
  }

  value(state) {
    return { state, ...this.told.found[[state.need_from, state.able_from, state.short].join("|")] };
  }

  draw(value, width) {
    const { speaker, told } = this;
    const [need, ability] = told.axes;
    const part = (key, values) => html("p", { class: "lk-part" }, speaker.say(key, values));
    const rows = value.bars.map(({ label, people, unknown }, at) => ({ label: `${told.letters[at]} · ${label}`, people, ...wilson(people, told.people - unknown) }));
    return [
      part("map", { need, ability }),
      this.map(value, width),
      html("p", { class: "lk-quiet" }, told.notes.join("; ")),
      part("terms"),
      bars(width, rows, speaker, { shareTitle: speaker.say("of_known") }),
    ];
  }

  // Cells from the bottom up; what is not known stands apart, below and on the left.
  map(value, width) {
    const { speaker, told } = this;
    const [tall, gap, foot] = [value.bars.length > 3 ? 80 : 58, 8, 22];
    const left = Math.min(Math.max(...told.rows.map((name) => 7.5 * name.length)) + 14, width * 0.3);
    const wide = (width - left - gap) / told.columns.length;
    const x = (column) => left + column * wide + (column ? gap : 0);
    const y = (row) => (told.rows.length - 1 - row) * tall + (row ? 0 : gap);
    const most = Math.max(1, ...told.counts.flat());
    const middle = { "text-anchor": "middle" };
    const marks = [];
    told.rows.forEach((name, row) => {
      marks.push(write(left - 8, y(row) + tall / 2 + 4, name, { "text-anchor": "end" }));
      told.columns.forEach((_, column) => {
        const people = told.counts[row][column];
        const shade = people ? 0.06 + 0.4 * Math.sqrt(people / most) : 0;
        const known = row && column;
        marks.push(svg("rect", { x: x(column) + 1, y: y(row) + 1, width: wide - 2, height: tall - 2, class: "lk-bar", "fill-opacity": known ? shade.toFixed(3) : 0, stroke: "var(--lk-line)", "stroke-dasharray": known ? null : "4 3" }));
        marks.push(write(x(column) + wide / 2, y(row) + 20, speaker.number(people), { ...middle, class: people ? "lk-strong" : "lk-quiet" }));
        marks.push(...this.badges(value, row, column, x(column) + wide / 2, y(row) + 40, wide));
      });
    });
    const floor = told.rows.length * tall + gap;
    told.columns.forEach((name, column) => marks.push(write(x(column) + wide / 2, floor + 15, name, middle)));
    const border = { class: "lk-border", "stroke-width": 2.5 };
    const [row, column] = [told.needs.indexOf(value.state.need_from) + 1, told.abilities.indexOf(value.state.able_from) + 1];
    const end = y(row) + tall;
    const side = x(column);
    marks.push(svg("line", { x1: x(1), x2: width, y1: end, y2: end, ...border }), svg("line", { x1: side, x2: side, y1: 0, y2: y(1) + tall, ...border }));
    return chart(width, floor + foot, ...marks);
  }

  // The letters of the terms that mean a cell: all of it, some of it, or nobody knows.
  badges(value, row, column, x, y, wide) {
    const found = value.marks.map((cells, at) => [at, cells[row][column]]).filter(([, answer]) => answer !== "no");
    const across = Math.max(1, Math.min(3, found.length)); // in a row; six terms stand in two
    const step = Math.min(26, wide / across);
    return found.flatMap(([at, answer], place) => {
      const from = x + ((place % 3) - (across - 1) / 2) * step;
      const middle = y + 23 * Math.floor(place / 3);
      const full = answer === "yes";
      const text = this.told.letters[at] + (answer === "unknown" ? "?" : "");
      const ink = full ? `fill: ${at ? "#000" : "#fff"}` : "";
      return [
        svg("circle", { cx: from, cy: middle, r: Math.min(11, step / 2), style: `fill: ${full ? COLOURS[at] : "var(--lk-paper)"}; stroke: ${COLOURS[at]}; stroke-width: 2` }),
        write(from, middle + 4, text, { "text-anchor": "middle", class: "lk-small lk-strong", style: ink }),
      ];
    });
  }

  more(value, place) {
    const { speaker } = this;
    const heads = ["says", "proved", "so", "breaks"].map((key) => speaker.say(key));
    place.replaceChildren(...(value.claims.length ? [listing({ caption: speaker.say("claims"), columns: heads, rows: value.claims })] : []));
  }

  text(value) {
    const held = value.claims.map(([says, , holds]) => this.speaker.say("claim", { says, holds }));
    return [...value.terms, ...held].join(" ");
  }

  yaml(state) {
    const lists = Object.entries(this.told.lists).map(([name, answers]) => [name, answers[state[name]]]);
    return filled(this.pieces, Object.fromEntries(lists));
  }
}
