// Scenes of the panel that go on: actions of the host, numbered as it numbers them, and a question with its answer.
// Not here: opening scenes (../preview/panel.ts), what is checked (the tests).
import type { Page } from 'playwright-core';
import type { Action } from '../../../src/chat/actions.ts';
import { hear, type Look, panelInBrowser } from '../preview/panel.ts';

export type Act = (...actions: Action[]) => Promise<void>;

/** As `panelInBrowser`; what `look` does with `act` comes after the scene's snapshot. */
export function actingPanel() {
  const see = panelInBrowser();
  return (scene: string, look: (page: Page, act: Act) => Promise<void>, as: Look = {}): Promise<void> => {
    let seq = 10;
    const acting = (page: Page) =>
      look(page, async (...actions) => {
        seq += 1;
        await hear(page, { kind: 'actions', seq, actions });
      });
    return see(scene, acting, as);
  };
}

export const turn = { chatId: 'c1', answerId: 'new' };

/** One more question in the scene's chat, with its answer to come. */
export function question(): Extract<Action, { type: 'questionAsked' }> {
  return {
    ...{ type: 'questionAsked', ...turn, title: '', messageId: 'q', content: 'One more', at: 1 },
    ...{ integrationId: null, model: null },
  };
}

/** Of an answer that is done. */
export const end = { serverId: null, reading: null, sql: null, model: null, clarification: [], at: 2 };
