// The name of a file, made of a title from an answer.
// Not here: where it is saved (saveFile.ts).

const longestName = 80;

/** Letters, digits and spaces of any language; never a path, a hidden file or a name that a system keeps for itself. */
export function fileNameOf(name: string): string {
  const plain = name
    .replaceAll(/[^\p{L}\p{N}\p{M} _.-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[ .]+|[ .]+$/g, '')
    .slice(0, longestName)
    .trim();
  return plain === '' || /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(plain) ? 'chart' : plain;
}
