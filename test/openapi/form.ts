// Multipart bodies, written byte by byte: good ones with small files, and forms that break one rule or another.
// Not here: JSON bodies (request.ts, broken.ts).
import type { Chance } from './chance.ts';
import { oddFile, oddText, smallCsv } from './values.ts';

export interface Form {
  /** The Content-Type. */
  type: string;
  body: Buffer;
}

interface Part {
  name: string;
  filename?: string;
  content: string | Buffer;
}

const boundary = 'a-boundary-of-this-test';

function formOf(parts: readonly Part[], end = `--${boundary}--\r\n`): Form {
  const written = parts.flatMap(({ name, filename, content }) => {
    const file = filename === undefined ? '' : `; filename="${filename.replaceAll(/["\r\n]/g, '_')}"`;
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(content), Buffer.from('\r\n')];
  });
  return { type: `multipart/form-data; boundary=${boundary}`, body: Buffer.concat([...written, Buffer.from(end)]) };
}

function csv(chance: Chance): Part {
  const filename = chance.pick(['places.csv', 'Größe 1.csv', '../up.csv', 'no extension', 'x.CSV']);
  return { name: 'files', filename, content: smallCsv(chance) };
}

/** One to three files that are CSV. */
export function goodForm(chance: Chance, chatId: string): Form {
  const files = Array.from({ length: 1 + chance.below(3) }, () => csv(chance));
  const chat = { name: 'chat_id', content: chatId };
  return formOf(chance.often(0.5) ? [chat, ...files] : [...files, chat]);
}

export function badForm(chance: Chance, chatId = 'nobody'): Form {
  const chat: Part = { name: 'chat_id', content: chatId };
  const good = formOf([chat, csv(chance)]);
  return chance.pick<() => Form>([
    () => formOf([csv(chance)]),
    () => formOf([chat]),
    () => formOf([]),
    () => formOf([chat, ...Array.from({ length: 6 }, () => csv(chance))]),
    () => formOf([chat, { name: 'files', filename: oddText(chance), content: oddFile(chance) }]),
    () => formOf([chat, { name: oddText(chance).replaceAll(/["\r\n]/g, ''), filename: 'a.csv', content: 'a\n1' }]),
    () => formOf([chat, chat, csv(chance)]),
    () => formOf([{ name: 'chat_id', content: oddText(chance) }, csv(chance)]),
    () => formOf([chat, { name: 'files', content: 'a,b\n1,2' }]),
    () => formOf([chat, { name: 'note', content: 'x'.repeat(1001) }, csv(chance)]),
    () => formOf([chat, csv(chance)], ''),
    () => ({ ...good, body: good.body.subarray(0, chance.below(good.body.length)) }),
    () => ({ ...good, type: 'multipart/form-data' }),
    () => ({ ...good, type: 'multipart/form-data; boundary=other' }),
    () => ({ ...good, type: 'application/json' }),
    () => ({ ...good, body: Buffer.alloc(0) }),
  ])();
}
