// Workbooks and PDFs made by code, whole, broken and hostile; small on disk however large they would become.
// Not here: tests.
import { crc32, deflateRawSync, deflateSync } from 'node:zlib';

interface ZipPart {
  name: string;
  data: string | Buffer;
  /** The size its entry claims. */
  claims?: number;
}

/** A zip as Excel writes it, each part deflated. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, claims } of parts) {
    const raw = Buffer.from(data);
    const packed = deflateRawSync(raw, { level: raw.length > 10_000_000 ? 1 : 6 });
    const nameBytes = Buffer.from(name);
    const header = (isCentral: boolean) => {
      const bytes = Buffer.alloc(isCentral ? 46 : 30);
      const at = isCentral ? 6 : 4;
      bytes.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0);
      bytes.writeUInt16LE(20, 4);
      bytes.writeUInt16LE(20, at);
      bytes.writeUInt16LE(8, at + 4);
      bytes.writeUInt32LE(crc32(raw), at + 10);
      bytes.writeUInt32LE(packed.length, at + 14);
      bytes.writeUInt32LE(claims ?? raw.length, at + 18);
      bytes.writeUInt16LE(nameBytes.length, at + 22);
      if (isCentral) bytes.writeUInt32LE(offset, 42);
      return bytes;
    };
    const local = header(false);
    directory.push(header(true), nameBytes);
    bodies.push(local, nameBytes, packed);
    offset += local.length + nameBytes.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, central, end]);
}

export interface MadeSheet {
  name: string;
  /** What stands in `sheetData`, or a whole part beginning with `<?xml`. */
  xml: string | Buffer;
  after?: string;
  state?: 'hidden' | 'veryHidden';
  claims?: number;
}

export interface MadeBook {
  strings?: readonly string[];
  /** What stands in the part of styles. */
  styles?: string;
  is1904?: boolean;
  more?: readonly ZipPart[];
  /** Relationships beside those of the sheets. */
  relations?: string;
}

const head = '<?xml version="1.0"?>';
export const sheetHead = `${head}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`;

export function workbook(sheets: readonly MadeSheet[], book: MadeBook = {}): Buffer {
  const { strings, styles, is1904 = false, more = [], relations = '' } = book;
  const list = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
  );
  const places = sheets.map(
    (_, at) => `<Relationship Id="rId${at + 1}" Type="http://x/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
  );
  return zipOf([
    { name: '[Content_Types].xml', data: `${head}<Types/>` },
    {
      name: 'xl/workbook.xml',
      data: `${head}<workbook xmlns:r="r"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      data: `${head}<Relationships>${places.join('')}${relations}</Relationships>`,
    },
    ...(strings
      ? [
          {
            name: 'xl/sharedStrings.xml',
            data: `${head}<sst>${strings.map((each) => `<si>${each}</si>`).join('')}</sst>`,
          },
        ]
      : []),
    ...(styles ? [{ name: 'xl/styles.xml', data: `${head}<styleSheet>${styles}</styleSheet>` }] : []),
    ...sheets.map(({ xml, after = '', claims }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      data:
        Buffer.isBuffer(xml) || xml.startsWith('<?xml') ? xml : `${sheetHead}${xml}</sheetData>${after}</worksheet>`,
      ...(claims === undefined ? {} : { claims }),
    })),
    ...more,
  ]);
}

/** A row of texts and numbers, `null` for a cell that is not there. */
export function row(...cells: readonly (string | number | boolean | null)[]): string {
  const written = cells.map((cell, at) => {
    const place = String.fromCharCode(65 + at);
    if (cell === null) return '';
    if (typeof cell === 'number') return `<c r="${place}1"><v>${cell}</v></c>`;
    if (typeof cell === 'boolean') return `<c r="${place}1" t="b"><v>${cell ? 1 : 0}</v></c>`;
    return `<c r="${place}1" t="inlineStr"><is><t>${cell.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></is></c>`;
  });
  return `<row>${written.join('')}</row>`;
}

/** 384 MB of rows in less than a megabyte. */
export const rowsBomb = (claims?: number): Buffer =>
  workbook([
    {
      name: 'S',
      xml: Buffer.concat([
        Buffer.from(sheetHead),
        Buffer.alloc(384_000_000, '<row><c t="n"><v>1</v></c></row>'),
        Buffer.from('</sheetData></worksheet>'),
      ]),
      ...(claims === undefined ? {} : { claims }),
    },
  ]);

/** Each page the lines of text it is given; `extra` are further objects, numbered from the first free one. */
export function pdf(pages: readonly (readonly string[])[], { isPacked = true, trailer = '' } = {}): Buffer {
  const objects: Buffer[] = [
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from(
      `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${4 + at * 2} 0 R`).join(' ')}] >>`,
    ),
    Buffer.from('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
  ];
  for (const [at, lines] of pages.entries()) {
    const shown = lines.map((line) => `(${line.replaceAll(/[\\()]/g, String.raw`\$&`)}) Tj T*`).join('\n');
    objects.push(
      Buffer.from(
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      ),
    );
    objects.push(
      streamOf(Buffer.from(lines.length === 0 ? '' : `BT /F1 9 Tf 12 TL 40 800 Td\n${shown}\nET`, 'latin1'), isPacked),
    );
  }
  return pdfOf(objects, trailer);
}

/** One page whose content unpacks to 600 MB. */
export const pdfBomb = (): Buffer => {
  const content = deflateSync(
    Buffer.concat([Buffer.from('BT /F1 9 Tf ('), Buffer.alloc(600_000_000, 'a'), Buffer.from(') Tj ET')]),
  );
  return withContent(content, '/FlateDecode');
};

/** The same packed twice, which the first look does not see. */
export const pdfBombInside = (): Buffer => {
  const once = deflateSync(Buffer.alloc(900_000_000, ' '), { level: 1 });
  return withContent(deflateSync(once), '[/FlateDecode /FlateDecode]');
};

function withContent(content: Buffer, filter: string): Buffer {
  return pdfOf([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Count 1 /Kids [3 0 R] >>'),
    Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>'),
    Buffer.concat([
      Buffer.from(`<< /Length ${content.length} /Filter ${filter} >>\nstream\n`),
      content,
      Buffer.from('\nendstream'),
    ]),
  ]);
}

function streamOf(content: Buffer, isPacked: boolean): Buffer {
  const bytes = isPacked ? deflateSync(content) : content;
  return Buffer.concat([
    Buffer.from(`<< /Length ${bytes.length}${isPacked ? ' /Filter /FlateDecode' : ''} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

function pdfOf(objects: readonly Buffer[], trailer = ''): Buffer {
  const parts = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  for (const [at, object] of objects.entries()) {
    const part = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    offsets.push(length);
    length += part.length;
    parts.push(part);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
