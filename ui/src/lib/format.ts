/** The one formatter of numbers. Thin spaces group digits; a real minus sign is used; null reads "–". */

const THIN = '\u2009';
const MINUS = '−';
export const NONE = '–';

type Maybe = number | null | undefined;

function missing(value: Maybe): value is null | undefined {
  return value === null || value === undefined || Number.isNaN(value);
}

function group(digits: string): string {
  const [whole = '', part] = digits.split('.');
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) : whole;
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function signed(text: string, negative: boolean): string {
  return negative ? MINUS + text : text;
}

/** A whole number: 12 345. */
export function count(value: Maybe): string {
  if (missing(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  return signed(group(Math.abs(Math.round(value)).toFixed(0)), value < 0);
}

/** A number with `digits` significant digits, without exponent between 1e-4 and 1e7. */
export function number(value: Maybe, digits = 4): string {
  if (missing(value)) return NONE;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) {
    return value
      .toExponential(Math.max(0, digits - 2))
      .replace('-', MINUS)
      .replace(`e${MINUS}`, 'e−')
      .replace('e+', 'e');
  }
  if (Number.isInteger(value)) return count(value);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size.toFixed(Math.min(decimals, 12));
  const trimmed = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
  return signed(group(trimmed), value < 0);
}

/** A score between 0 and 1, always three decimals so that columns line up: 0.742. */
export function score(value: Maybe): string {
  return missing(value)
    ? NONE
    : signed(Math.abs(value).toFixed(3), value < 0 && Math.abs(value) >= 0.0005);
}

/** A change with its sign: +0.012, −0.012. */
export function change(value: Maybe, decimals = 3): string {
  if (missing(value)) return NONE;
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return `±${text}`;
  return (value < 0 ? MINUS : '+') + text;
}

/** An interval: [0.002, 0.029]. */
export function interval(low: Maybe, high: Maybe, decimals = 3): string {
  if (missing(low) || missing(high)) return NONE;
  const side = (v: number) =>
    signed(Math.abs(v).toFixed(decimals), v < 0 && Number(Math.abs(v).toFixed(decimals)) !== 0);
  return `[${side(low)}, ${side(high)}]`;
}

/** A share: 0.034 → 3.4 %. */
export function percent(value: Maybe, digits?: number): string {
  if (missing(value)) return NONE;
  const p = value * 100;
  const decimals = digits ?? (Math.abs(p) >= 10 || p === 0 ? 0 : 1);
  return `${signed(Math.abs(p).toFixed(decimals), p < 0)}${THIN}%`;
}

const SI: [number, string][] = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** A compact amount: 276 k, 1.2 M. */
export function compact(value: Maybe): string {
  if (missing(value)) return NONE;
  const size = Math.abs(value);
  for (const [unit, name] of SI) {
    if (size >= unit) return `${number(value / unit, 3)}${THIN}${name}`;
  }
  return number(value, 3);
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytes(value: Maybe): string {
  if (missing(value)) return NONE;
  let rest = value;
  let step = 0;
  while (Math.abs(rest) >= 1024 && step < BINARY.length - 1) {
    rest /= 1024;
    step += 1;
  }
  return `${step === 0 ? count(rest) : number(rest, 3)}${THIN}${BINARY[step]}`;
}

/** Milliseconds as a latency: 0.42 ms, 31 ms, 1.2 s. */
export function millis(value: Maybe): string {
  if (missing(value)) return NONE;
  if (Math.abs(value) >= 1000) return `${number(value / 1000, 3)}${THIN}s`;
  if (value !== 0 && Math.abs(value) < 0.1) return `${number(value * 1000, 2)}${THIN}µs`;
  return `${number(value, value < 10 ? 2 : 3)}${THIN}ms`;
}

/** How long something took: 0.6 s, 42 s, 3 min 05 s, 2 h 10 min, 4 d 3 h. */
export function duration(ms: Maybe): string {
  if (missing(ms)) return NONE;
  if (ms < 1000) return `${number(ms, 3)}${THIN}ms`;
  const s = ms / 1000;
  if (s < 60) return `${s < 10 ? s.toFixed(1) : Math.round(s)}${THIN}s`;
  const whole = Math.round(s);
  const m = Math.floor(whole / 60);
  if (m < 60) return `${m}${THIN}min ${String(whole % 60).padStart(2, '0')}${THIN}s`;
  const h = Math.floor(m / 60);
  if (h < 24) return `${h}${THIN}h ${String(m % 60).padStart(2, '0')}${THIN}min`;
  return `${Math.floor(h / 24)}${THIN}d ${h % 24}${THIN}h`;
}

/** A metric's name as people say it: AUC, log loss, validation AUC. */
export function metricName(name: string): string {
  return name
    .replaceAll('_', ' ')
    .replace(/\b(auc|f1|rmse|mae|mse|psi|ks)\b/gi, (m) => m.toUpperCase());
}

/** "1 run", "4 runs". */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** The first characters of a long id; the middle of a UUIDv7 says little, its end much. */
export function shortId(id: string): string {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id)) return id.slice(-8);
  return id.length > 14 ? id.slice(0, 8) : id;
}

/** A fact of any type as text, for params and cells. */
export function anyValue(value: unknown): string {
  if (value === null || value === undefined) return NONE;
  if (typeof value === 'number') return number(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}
