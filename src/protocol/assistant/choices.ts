// What a person may choose for one question of the assistant API, and what of its answer is told beside the text.
// Not here: the frames it is told in (events.ts), the providers, which each server lists.
import * as v from 'valibot';

export const moodSchema = v.picklist(['serious', 'friendly', 'normal']);
export type Mood = v.InferOutput<typeof moodSchema>;

export interface AskOptions {
  /** Null: as the server has it set. */
  mood: Mood | null;
  /** The answerer may look things up on the web. */
  web: boolean;
}

/** What an answerer did on its way, as one line. Its end may never be told; with the answer's end it is over, too. */
export interface ToolLine {
  name: string;
  /** As it is shown. */
  label: string;
  running: boolean;
}
