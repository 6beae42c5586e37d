// Reading JSON that came over a wire without trusting its shape: what is not there is empty.
// Not here: what the fields mean (one file per wire).

export type Fields = Record<string, unknown>;

export function fieldsOf(value: unknown): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Fields) : {};
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Text as it is, anything else as JSON. */
export function textOrJson(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The texts of a content that is text, or a list of parts of which some have one. */
export function textOfParts(content: unknown): string {
  return typeof content === 'string'
    ? content
    : listOf(content)
        .map(({ text }) => textOf(text))
        .join('');
}

/** A JSON text taken apart; broken ones stay the text they are. */
export function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
