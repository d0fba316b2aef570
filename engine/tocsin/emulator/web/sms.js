// How many SMS a text takes. Source: 3GPP TS 23.038 (the GSM 7 bit default alphabet) and TS 23.040 (concatenation:
// six octets of user data header in each part).

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€"); // an escape first: two septets

const GSM7 = { encoding: "GSM-7", alone: 160, each: 153, cost: (character) => (EXTENSION.has(character) ? 2 : 1) };
const UCS2 = { encoding: "UCS-2", alone: 70, each: 67, cost: (character) => character.length };

/**
 * {encoding, units, count, room}: units are septets or UTF-16 units, room is how many of them so many messages hold.
 * A character of two units is never split over two messages.
 */
export function segments(text) {
  const characters = [...text];
  const code = characters.every((each) => BASIC.has(each) || EXTENSION.has(each)) ? GSM7 : UCS2;
  const costs = characters.map(code.cost);
  const units = costs.reduce((sum, cost) => sum + cost, 0);
  const count = units <= code.alone ? 1 : packed(costs, code.each);
  return { encoding: code.encoding, units, count, room: count === 1 ? code.alone : count * code.each };
}

function packed(costs, size) {
  let [count, left] = [1, size];
  for (const cost of costs) {
    if (cost > left) [count, left] = [count + 1, size];
    left -= cost;
  }
  return count;
}

/** For people: "2 segments, GSM-7, 204 of 306". */
export function described(text) {
  const { encoding, units, count, room } = segments(text);
  return `${count} segment${count === 1 ? "" : "s"}, ${encoding}, ${units} of ${room}`;
}
