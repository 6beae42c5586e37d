// What the events of one turn must be, one after the other: order, chat, exactly one end, deltas that join to the message.
// Not here: what the answer says.
import type { ServerEvent } from '../../src/protocol/trellis/events.ts';

export interface TurnRules {
  /** Takes the turn's next event; true when it is the last. */
  take(event: ServerEvent): boolean;
}

const begun = 0;
const atWork = 1;
const ended = 4;

/** The place of an event in its turn: it may repeat from "at work" to the text, and never goes back. */
function placeOf({ event }: ServerEvent): number | undefined {
  switch (event) {
    case 'chat_metadata':
      return begun;
    case 'processing':
      return atWork;
    case 'visualization':
      return 2;
    case 'text_delta':
      return 3;
    case 'message':
    case 'error':
    case 'interrupted':
      return ended;
    default:
      return undefined;
  }
}

/** `broken` hears of every rule that an event breaks. */
export function createTurnRules(chatId: string, broken: (why: string) => void): TurnRules {
  let place = begun - 1;
  let last = 'the beginning';
  let text = '';
  return {
    take(event) {
      const next = placeOf(event);
      const follows = next === place + 1 || (next !== undefined && place >= atWork && place < ended && next >= place);
      if (!follows) broken(`${event.event} came behind ${last}`);
      if (!('chat_id' in event.data) || event.data.chat_id !== chatId) broken(`${event.event} is not of ${chatId}`);
      if (event.event === 'text_delta') text += event.data.content;
      if (event.event === 'message' && event.data.content !== text)
        broken(`the deltas "${text}" are not the message "${event.data.content}"`);
      place = next ?? place;
      last = event.event;
      return place === ended;
    },
  };
}
