// A card whose weights, floors, caps and borders can be moved. Python has matched the people: every row of the table is a
// pattern of answers, and says for each part of the card which of its answers it has. Here points are only added up, in
// whole units as everywhere, and counted.

const UNITS = 10000;
const cents = (value) => Math.round(value * 100);

class Scorecard {
  constructor(table, panel, speaker) {
    Object.assign(this, { table, told: panel.told, speaker, pieces: panel.yaml });
    this.rows = table.people.length;
  }

  // The three ends of a criterion, for each row: as it is, at least, at most.
  ends(criterion, state) {
    const sums = [new Float64Array(this.rows), new Float64Array(this.rows), new Float64Array(this.rows)];
    for (const part of criterion.parts) {
      const factor = cents(state[`factor.${part.name}`] ?? 1);
      const ids = this.table[part.column];
      sums.forEach((sum, end) => {
        const worth = this.table[part.worth[end]].map((one) => Math.floor((one * factor) / 100));
        for (let row = 0; row < this.rows; row++) sum[row] += worth[ids[row]];
      });
    }
    const [least, most, weight] = ["floor", "cap", "weight"].map((end) => cents(state[`${end}.${criterion.name}`]));
    for (const sum of sums) for (let row = 0; row < this.rows; row++) sum[row] = Math.min(Math.max(sum[row], least), most) * weight;
    return sums;
  }

  // What tiers ask: comparisons of whole units, joined.
  asked(tree, state, units, known) {
    const [how, ...parts] = tree;
    if (how === "and" || how === "or") {
      const tests = parts.map((part) => this.asked(part, state, units, known));
      return how === "and" ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
    }
    if (how === "not") {
      const test = this.asked(parts[0], state, units, known);
      return (row) => !test(row);
    }
    const [sign, name, border] = tree;
    const right = typeof border === "string" ? Math.round(state[border] * UNITS) : border;
    const [left, times, limit] = name === "coverage" ? [known, UNITS, right * this.told.criteria.length] : [units[name], 1, right];
    const tests = {
      ">=": (row) => left[row] * times >= limit,
      ">": (row) => left[row] * times > limit,
      "<=": (row) => left[row] * times <= limit,
      "<": (row) => left[row] * times < limit,
      "=": (row) => left[row] * times === limit,
      "<>": (row) => left[row] * times !== limit,
    };
    return tests[sign];
  }

  scored(state) {
    const units = { score: new Float64Array(this.rows), score_low: new Float64Array(this.rows), score_high: new Float64Array(this.rows) };
    const known = new Float64Array(this.rows);
    for (const criterion of this.told.criteria) {
      const [own, low, high] = this.ends(criterion, state);
      units[`${criterion.name}_points`] = own;
      for (let row = 0; row < this.rows; row++) {
        units.score[row] += own[row];
        units.score_low[row] += low[row];
        units.score_high[row] += high[row];
        known[row] += low[row] === high[row];
      }
    }
    const tests = this.told.tiers.map((tier) => this.asked(tier.when, state, units, known));
    const tier = new Uint8Array(this.rows);
    for (let row = 0; row < this.rows; row++) {
      const found = tests.findIndex((test) => test(row));
      tier[row] = found < 0 ? tests.length : found;
    }
    return { units, tier };
  }

  value(state) {
    const { units, tier } = this.scored(state);
    const { people, wins } = this.table;
    const size = this.told.tiers.length + 1;
    const sums = { people: new Array(size).fill(0), wins: new Array(size).fill(0) };
    for (let row = 0; row < this.rows; row++) {
      sums.people[tier[row]] += people[row];
      if (wins) sums.wins[tier[row]] += wins[row];
    }
    const tiers = [...this.told.tiers, { name: null, label: this.speaker.say("in_no_tier") }].map(({ name, label }, at) => ({
      name, label, people: sums.people[at], ...(wins ? { wins: sums.wins[at], ...wilson(sums.wins[at], sums.people[at]) } : {}),
    }));
    if (!sums.people[size - 1]) tiers.pop();
    const borders = this.told.borders.map(({ name, label }) => ({ at: state[name], label: `${label} ${this.speaker.points(state[name])}` }));
    return { tiers, bins: this.bins(units.score), borders, best: this.best(sums, size), lead: this.lead(state, units) };
  }

  // Scores in at most 40 bins of a round width.
  bins(score) {
    let [low, high] = [Infinity, -Infinity];
    for (const one of score) {
      low = Math.min(low, one);
      high = Math.max(high, one);
    }
    if (!this.rows) [low, high] = [0, 0];
    const wide = (Math.ceil(high / UNITS) - Math.floor(low / UNITS) || 1) / 40;
    const width = [0.5, 1, 2, 5, 10, 20, 50, 100].find((one) => one >= wide) ?? Math.ceil(wide);
    const first = Math.floor(low / UNITS / width);
    const bins = Array.from({ length: Math.floor(high / UNITS / width) - first + 1 }, (_, at) => ({ from: (first + at) * width, to: (first + at + 1) * width, people: 0 }));
    for (let row = 0; row < this.rows; row++) bins[Math.floor(score[row] / UNITS / width) - first].people += this.table.people[row];
    return bins;
  }

  // What the best possible list of so many people would hold, beside the first tier.
  best(sums, size) {
    const n = sums.people[0];
    if (!this.table.best_people || !n || size < 2) return null;
    const { best_people: at, best_wins: found } = this.table;
    let k = at.findIndex((one) => one >= n);
    if (k < 0) k = at.length - 1;
    const before = k ? [at[k - 1], found[k - 1]] : [0, 0];
    const share = at[k] > before[0] ? (n - before[0]) / (at[k] - before[0]) : 1;
    const wins = before[1] + share * (found[k] - before[1]);
    const all = sums.people.reduce((a, b) => a + b, 0);
    return { best: wins / n, chance: sums.wins.reduce((a, b) => a + b, 0) / all };
  }

  lead(state, units) {
    const at = this.told.leads.findIndex((one) => one.name === state.lead);
    if (at < 0) return null;
    const row = this.told.leads[at].row;
    const steps = this.told.criteria.map(({ name, label }) => ({ label, points: units[`${name}_points`][row] / UNITS }));
    return { name: this.told.leads[at].label, steps, score: units.score[row] / UNITS, low: units.score_low[row] / UNITS, high: units.score_high[row] / UNITS };
  }

  draw(value, width) {
    const { speaker } = this;
    const part = (key) => html("p", { class: "lk-part" }, speaker.say(key));
    const won = value.tiers.some((tier) => tier.share !== undefined);
    const parts = [part(won ? "tiers_and_wins" : "tiers"), bars(width, value.tiers, speaker, { shareTitle: won ? speaker.say("bought") : "", best: null })];
    if (value.best) parts.push(part("precision"), precision(width, value, speaker));
    parts.push(part("scores"), histogram(width, value.bins, value.borders, speaker));
    if (value.lead) {
      parts.push(html("p", { class: "lk-part" }, speaker.say("lead", { name: value.lead.name })));
      parts.push(waterfall(width, value.lead.steps, value.lead.score, speaker.say("sum"), speaker));
    }
    return parts;
  }

  text(value) {
    const { speaker } = this;
    const said = value.tiers.map((tier) => {
      const people = speaker.count("people", tier.people);
      if (!Number.isFinite(tier.share)) return speaker.say("tier", { label: tier.label, people });
      const [share, low, high] = [tier.share, tier.low, tier.high].map((one) => speaker.percent(one));
      return speaker.say("tier_wins", { label: tier.label, people, wins: speaker.number(tier.wins), share, low, high });
    });
    const parts = [said.join("; ") + speaker.say("stop")];
    if (value.best) parts.push(speaker.say("best_text", { best: speaker.percent(value.best.best), chance: speaker.percent(value.best.chance) }));
    if (value.lead) {
      const { name, steps, score, low, high } = value.lead;
      const sum = steps.map((step) => `${step.label} ${speaker.points(step.points)}`).join(", ");
      const range = low === high ? "" : speaker.say("range", { low: speaker.points(low), high: speaker.points(high) });
      parts.push(speaker.say("lead_text", { name, score: speaker.points(score), steps: sum }) + range);
    }
    if (this.told.merged) parts.push(this.told.merged);
    return parts.join(" ");
  }

  yaml(state) {
    return filled(this.pieces, state);
  }
}

// The first tier's share beside what chance and the best possible list would give.
function precision(width, value, speaker) {
  const [first] = value.tiers;
  const rows = [[first.label, first.share, first], [speaker.say("best_row"), value.best.best, null], [speaker.say("chance_row"), value.best.chance, null]];
  const far = Math.max(0.01, first.high || 0, value.best.best, value.best.chance);
  const left = Math.round(width * 0.38);
  const scale = (width - left - 60) / far;
  const parts = rows.flatMap(([label, share, interval], at) => {
    const y = at * 26 + 12;
    if (!Number.isFinite(share)) return [write(left - 8, y + 4, label, { "text-anchor": "end" })];
    const marks = [write(left - 8, y + 4, label, { "text-anchor": "end", class: at ? "" : "lk-strong" })];
    if (interval) marks.push(svg("line", { x1: left + interval.low * scale, x2: left + interval.high * scale, y1: y, y2: y, class: "lk-whisker" }));
    else marks.push(svg("line", { x1: left, x2: left + share * scale, y1: y, y2: y, class: "lk-axis" }));
    marks.push(svg("circle", { cx: left + share * scale, cy: y, r: 5, class: "lk-dot" }), write(width - 2, y + 4, speaker.percent(share), { "text-anchor": "end" }));
    return marks;
  });
  return chart(width, rows.length * 26 + 2, ...parts);
}
