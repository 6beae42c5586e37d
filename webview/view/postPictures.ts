// A picture on its way to the host: made to fit first, then posted like a pasted file; what is not attached is said.
// Not here: making it fit (pictureFile.ts), posting bytes (attachFiles.ts).
import type { FromWebview } from '../../src/bridge/messages.ts';
import { postFile } from './attachFiles.ts';
import { fitPicture } from './pictureFile.ts';

export interface PictureDesk {
  post(intent: FromWebview): void;
  /** The question waits for it from now on. */
  preparing(file: { id: string; name: string }): void;
  /** Nothing comes of it. */
  refused(id: string, why: string): void;
  say(text: string): void;
}

const onlyOne = 'One picture goes with a question: the first was taken.';

export async function postPictures(files: readonly File[], chatId: string | null, desk: PictureDesk): Promise<void> {
  const [file] = files;
  if (!file) return;
  const id = crypto.randomUUID();
  desk.preparing({ id, name: file.name });
  try {
    const fitted = await fitPicture(file);
    if (typeof fitted === 'string') {
      desk.refused(id, fitted);
      return;
    }
    const said = [fitted.said, files.length > 1 ? onlyOne : null].filter((text) => text !== null).join(' ');
    if (said !== '') desk.say(said);
    await postFile({ file: new File([fitted.blob], fitted.name), isFolder: false }, id, chatId, desk.post);
  } catch (cause) {
    desk.refused(id, 'The picture could not be attached. Try again.');
    throw cause;
  }
}
