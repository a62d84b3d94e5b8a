// Charts as SVG, drawn at the size they are shown in, so that letters stay as large as the page's.

const LINE = 22;

function write(x, y, text, attributes = {}) {
  return svg("text", { x, y, ...attributes }, text);
}

function chart(width, height, ...children) {
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "lk-chart" }, ...children);
}

// Shorten what a chart has no room for: anybody's names may be long. The words under the picture say them whole.
function shortened(chart) {
  const room = chart.getBoundingClientRect();
  const texts = [...chart.querySelectorAll("text:not([transform])")].map((text) => [text, text.getBoundingClientRect()]);
  for (const [text, box] of texts) {
    const over = Math.max(box.right - room.right, room.left - box.left);
    if (over < 4) continue; // a J or an accent may hang over a little
    const whole = text.textContent;
    const wanted = box.width - over * (text.getAttribute("text-anchor") === "middle" ? 2 : 1) - 14;
    const letters = [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(whole)];
    const cut = letters.find(({ index, segment }) => text.getSubStringLength(0, index + segment.length) > wanted);
    text.replaceChildren(whole.slice(0, cut?.index ?? whole.length) + "…", svg("title", {}, whole));
  }
}

// Rows of bars: a name, how many, and on the right, where it is known, a share with its interval.
// rows: {label, people, note, share, low, high, hatched}
function bars(width, rows, speaker, { shareTitle = "", best = null } = {}) {
  const shared = rows.some((row) => row.share !== undefined);
  const narrow = width < 460;
  const right = shared ? Math.round(width * 0.36) : 0;
  const room = width - right - 8;
  const most = Math.max(1, ...rows.map((row) => row.people));
  const far = Math.max(0.01, best ?? 0, ...rows.map((row) => (Number.isFinite(row.high) ? row.high : 0)));
  const beside = rows.some((row) => row.note) ? 110 : 70;
  const top = shared ? LINE + 4 : 2;
  const step = 2 * LINE + 4;
  const parts = [];
  if (shared) {
    parts.push(write(room + 16, LINE - 6, shareTitle, { class: "lk-quiet" }));
    parts.push(svg("line", { x1: room + 16, x2: room + 16, y1: top + 4, y2: top + rows.length * step, class: "lk-axis" })); // where nobody is
  }
  rows.forEach((row, at) => {
    const y = top + at * step;
    const wide = Math.max(row.people ? 2 : 0, ((room - beside) * row.people) / most);
    parts.push(write(0, y + 15, row.label, { class: "lk-strong" }));
    parts.push(svg("rect", { x: 0, y: y + LINE, width: wide, height: 15, class: row.hatched ? "lk-bar lk-open" : "lk-bar" }));
    parts.push(write(wide + 6, y + LINE + 13, speaker.number(row.people) + (row.note ? ` (${row.note})` : "")));
    if (!shared || !Number.isFinite(row.share)) return;
    const from = room + 16;
    const scale = (right - 24 - (narrow ? 44 : 60)) / far;
    const middle = y + LINE + 8;
    parts.push(svg("line", { x1: from + row.low * scale, x2: from + row.high * scale, y1: middle, y2: middle, class: "lk-whisker" }));
    parts.push(svg("circle", { cx: from + row.share * scale, cy: middle, r: narrow ? 3.5 : 5, class: "lk-dot" }));
    parts.push(write(width - 2, middle + 4, speaker.percent(row.share), { "text-anchor": "end" }));
  });
  return chart(width, top + rows.length * step, ...parts);
}

// A histogram with borders. bins: {from, to, people}; borders: {at, label}
function histogram(width, bins, borders, speaker) {
  const [tall, foot] = [120, 26];
  const low = bins[0].from;
  const high = bins[bins.length - 1].to;
  const x = (value) => 2 + ((width - 4) * (value - low)) / (high - low || 1);
  const most = Math.max(1, ...bins.map((bin) => bin.people));
  const rows = borders.map((border, at) => ({ ...border, y: 14 + (at % 3) * 17 }));
  const top = rows.length ? 17 * Math.min(3, rows.length) + 4 : 4;
  const parts = bins.map((bin) => {
    const h = bin.people ? Math.max(1.5, (tall * bin.people) / most) : 0;
    return svg("rect", { x: x(bin.from) + 0.5, y: top + tall - h, width: Math.max(1, x(bin.to) - x(bin.from) - 1), height: h, class: "lk-bar" });
  });
  parts.push(svg("line", { x1: 0, x2: width, y1: top + tall, y2: top + tall, class: "lk-axis" }));
  for (const border of rows) {
    if (border.at < low || border.at > high) continue;
    const at = x(border.at);
    parts.push(svg("line", { x1: at, x2: at, y1: border.y + 6, y2: top + tall, class: "lk-border" }));
    parts.push(write(at, border.y, border.label, { "text-anchor": at > width * 0.8 ? "end" : at < width * 0.2 ? "start" : "middle", class: "lk-small" }));
  }
  for (const [value, anchor] of [[low, "start"], [(low + high) / 2, "middle"], [high, "end"]]) {
    parts.push(write(Math.min(Math.max(x(value), 0), width), top + tall + 18, speaker.points(value), { "text-anchor": anchor, class: "lk-quiet" }));
  }
  return chart(width, top + tall + foot, ...parts);
}

// How a sum comes about. steps: {label, points}; they are shown one under another, and the sum last.
function waterfall(width, steps, total, sumLabel, speaker) {
  const sums = [0];
  for (const step of steps) sums.push(sums[sums.length - 1] + step.points);
  const low = Math.min(...sums, total, 0);
  const high = Math.max(...sums, total, 1);
  const left = Math.round(width * 0.38);
  const x = (value) => left + ((width - left - 60) * (value - low)) / (high - low || 1);
  const parts = [];
  const row = (at, label, from, to, text, kind) => {
    const y = at * 26;
    parts.push(write(left - 8, y + 16, label, { "text-anchor": "end", class: kind === "lk-sum" ? "lk-strong" : "" }));
    parts.push(svg("rect", { x: Math.min(x(from), x(to)), y: y + 4, width: Math.max(1.5, Math.abs(x(to) - x(from))), height: 16, class: `lk-bar ${kind}` }));
    parts.push(write(Math.max(x(from), x(to)) + 6, y + 16, text, { class: "lk-strong" }));
  };
  steps.forEach((step, at) => {
    const sign = step.points > 0 ? "+" : "";
    row(at, step.label, sums[at], sums[at + 1], sign + speaker.points(step.points), step.points < 0 ? "lk-minus" : "");
  });
  row(steps.length, sumLabel, 0, total, speaker.points(total), "lk-sum");
  parts.push(svg("line", { x1: x(0), x2: x(0), y1: 0, y2: (steps.length + 1) * 26, class: "lk-axis" }));
  return chart(width, (steps.length + 1) * 26 + 2, ...parts);
}
