/** The Unicode form of one label of a domain that begins with `xn--` (RFC 3492); undefined when it is none. */
export function decodedLabel(label: string): string | undefined {
  const encoded = label.slice('xn--'.length);
  const split = encoded.lastIndexOf('-');
  const points = Array.from(split > 0 ? encoded.slice(0, split) : '', (sign) => sign.codePointAt(0) as number);
  let place: Place | undefined = { at: split > 0 ? split + 1 : 0, index: 0, point: 128, bias: 72 };
  while (place !== undefined && place.at < encoded.length) place = insertNext(encoded, points, place);
  return place === undefined ? undefined : String.fromCodePoint(...points);
}

type Place = Readonly<{ at: number; index: number; point: number; bias: number }>;

const base = 36;
const digitOf = (sign: string): number => 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(sign);

function insertNext(encoded: string, points: number[], place: Place): Place | undefined {
  const read = readDelta(encoded, place);
  if (read === undefined) return undefined;
  const length = points.length + 1;
  const index = place.index + read.delta;
  const point = place.point + Math.floor(index / length);
  if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
  points.splice(index % length, 0, point);
  return { at: read.at, index: (index % length) + 1, point, bias: adapted(read.delta, length, place.index === 0 && place.point === 128) };
}

function readDelta(encoded: string, { at: start, bias }: Place): Readonly<{ at: number; delta: number }> | undefined {
  let [at, delta, weight] = [start, 0, 1];
  for (let k = base; ; k += base) {
    const digit = digitOf(encoded[at] ?? '');
    if (digit < 0 || delta > 0x7fffffff) return undefined;
    at += 1;
    delta += digit * weight;
    const threshold = Math.min(Math.max(k - bias, 1), 26);
    if (digit < threshold) return { at, delta };
    weight *= base - threshold;
  }
}

function adapted(given: number, length: number, first: boolean): number {
  let delta = Math.floor(given / (first ? 700 : 2));
  delta += Math.floor(delta / length);
  let k = 0;
  for (; delta > 455; k += base) delta = Math.floor(delta / 35);
  return k + Math.floor((36 * delta) / (delta + 38));
}
