// The digits that a database sent as a number, where a double says the same digits.
// Not here: which columns are numbers (columnTypes.ts, and each driver's own).

/** Of an integer or a decimal without exponent. The text itself where a double would show other digits. */
export function exactNumber(text: string): number | string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const number = Number(text);
  if (text.length <= 15) return number;
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  if (digits.length <= 15) return number;
  const decimals = text.split('.')[1]?.length ?? 0;
  // Beyond either, a double does not tell its digits.
  if (Math.abs(number) >= 1e21 || decimals > 100) return text;
  return number.toFixed(decimals) === text ? number : text;
}

/** Of a double, as databases write it. */
export function doubleOf(text: string): number | string {
  if (/^[+-]?(inf|nan)/i.test(text)) {
    if (/nan/i.test(text)) return 'NaN';
    return text.startsWith('-') ? '-Infinity' : 'Infinity';
  }
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text;
}
