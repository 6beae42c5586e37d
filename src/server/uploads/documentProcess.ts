// The process that reads one workbook or PDF: a thread reads, and this one watches what that costs and ends both.
// Not here: reading (engine/xlsxConvert.ts, engine/readPdf.ts), when it takes too long (documentReader.ts).

import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { PdfError } from '../engine/pdfStreams.ts';
import { readPdf } from '../engine/readPdf.ts';
import { convertWorkbook } from '../engine/xlsxConvert.ts';
import { WorkbookError } from '../engine/xlsxZip.ts';
import { type DocumentAnswer, type DocumentRequest, pagesFile } from './documentMessages.ts';

/** A PDF can make half a gigabyte grow in a second. */
const watchMs = 20;
const tooMuch = 'reading it takes more memory than it may. Split it, or save it anew.';

/** Bytes. Linux counts the memory of whoever started a process into its `maxRSS`, and tells its own apart. */
function peakMemory(): number {
  const own = process.platform === 'linux' ? /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) : null;
  return Number(own?.[1] ?? process.resourceUsage().maxRSS) * 1024;
}

/** In the thread. */
async function read({ kind, file, folder }: DocumentRequest): Promise<DocumentAnswer> {
  try {
    if (kind === 'workbook') {
      const { notes } = await convertWorkbook(file, folder, { stopped: () => undefined });
      return { type: 'read', notes, peakMemory: peakMemory() };
    }
    const pages = await readPdf(file);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(path.join(folder, pagesFile), JSON.stringify({ pages }), { mode: 0o600 });
    const notes = pages.every((text) => text === '')
      ? ['it has no text: its pages are pictures, and nothing in it can be found.']
      : [];
    return { type: 'read', notes, peakMemory: peakMemory() };
  } catch (cause) {
    if (cause instanceof WorkbookError || cause instanceof PdfError)
      return { type: 'refused', message: cause.message, peakMemory: peakMemory() };
    return { type: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
}

function watch(request: DocumentRequest): void {
  const end = (answer: DocumentAnswer) => {
    clearInterval(timer);
    process.send?.(answer, () => process.kill(process.pid, 'SIGKILL'));
  };
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() > request.maxMemory)
      end({ type: 'refused', message: tooMuch, peakMemory: peakMemory() });
  }, watchMs);
  const worker = new Worker(process.argv[1] ?? '', {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(request.maxMemory / 1e6) },
    // What a library says of a file is nobody's concern.
    stdout: true,
    stderr: true,
  });
  worker.on('message', end);
  worker.on('error', (cause) => {
    const isMemory = 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
    end(
      isMemory
        ? { type: 'refused', message: tooMuch, peakMemory: peakMemory() }
        : { type: 'failed', message: cause.message },
    );
  });
}

if (isMainThread) {
  process.once('message', (request: DocumentRequest) => watch(request));
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
} else {
  read(workerData as DocumentRequest).then((answer) => parentPort?.postMessage(answer));
}
