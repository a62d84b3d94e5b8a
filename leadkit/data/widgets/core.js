// What all widgets share: words and numbers as a language writes them, columns of numbers, and elements of a page.

const SVG = "http://www.w3.org/2000/svg";
const halfUp = (x) => Math.floor(x + 0.5);

// Says the strings that came from Python; whatever is written here is written there in the same way (widgets/telling.py).
class Speaker {
  constructor(words) {
    this.words = words;
  }

  // A name that holds signs which turn the line round turns only itself round.
  say(key, values = {}) {
    const told = (one) => (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(one) ? `\u2068${one}\u2069` : one);
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => told(String(values[name])));
  }

  count(key, n) {
    return this.say(`${key}_${n === 1 ? "one" : "other"}`, { n: this.number(n) });
  }

  number(value, decimals = 0) {
    const units = halfUp(Math.abs(value) * 10 ** decimals);
    const digits = String(units).padStart(decimals + 1, "0");
    const cut = digits.length - decimals;
    const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, this.words.thousands);
    return (value < 0 && units > 0 ? "−" : "") + whole + (decimals ? this.words.point + digits.slice(cut) : "");
  }

  points(value) {
    const units = halfUp(Math.abs(value) * 100);
    return this.number(value, units % 10 ? 2 : units % 100 ? 1 : 0);
  }

  percent(share) {
    return this.number(share * 100, share > 0 && share < 0.0995 ? 1 : 0) + "%";
  }

  date(day) {
    const [year, month, date] = day.split("-");
    return this.say("date", { year, month, day: date });
  }
}

// Wilson's interval, as leadkit.shares gives it.
function wilson(yes, of) {
  if (!of) return { share: NaN, low: NaN, high: NaN };
  const z2 = 1.959963984540054 ** 2;
  const p = yes / of;
  const centre = (p + z2 / (2 * of)) / (1 + z2 / of);
  const half = Math.sqrt(z2 * ((p * (1 - p)) / of + z2 / (4 * of ** 2))) / (1 + z2 / of);
  return { share: p, low: Math.min(Math.max(centre - half, 0), p), high: Math.max(Math.min(centre + half, 1), p) };
}

const ARRAYS = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f8: Float64Array };

// A column comes as the bytes of an array; they are copied, since a buffer may begin anywhere.
function column(told) {
  const { buffer, byteOffset, byteLength } = told.data;
  return new ARRAYS[told.kind](buffer.slice(byteOffset, byteOffset + byteLength));
}

function columns(table) {
  return Object.fromEntries(Object.entries(table).map(([name, told]) => [name, column(told)]));
}

// Texts are set as texts, never as HTML: names and labels are anybody's.
function made(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined).map((c) => (typeof c === "number" ? String(c) : c)));
  return element;
}

const html = (tag, attributes = {}, ...children) => made(document.createElement(tag), attributes, children);
const svg = (tag, attributes = {}, ...children) => made(document.createElementNS(SVG, tag), attributes, children);

// Six colours that all can tell apart (Okabe and Ito); patterns and words say the same again.
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"];

let widgets = 0;
const unique = () => `lk${++widgets}-${Math.random().toString(36).slice(2, 8)}`;
