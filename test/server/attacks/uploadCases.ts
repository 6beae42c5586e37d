// Uploads to chats that are none, and files with names that try to be more than names.
// Not here: forms that are broken (uploads/hostile.test.ts), links to files (pathCases.ts).
import { type Attack, as, type HttpAttack, json } from './attack.ts';
import type { Said } from './rawHttp.ts';
import type { World } from './world.ts';

const part = (disposition: string, content: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`--b\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`, 'utf8'),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
const form = (token: string, ...parts: Buffer[]): Said => ({
  method: 'POST',
  target: '/v1/chats/uploads',
  headers: [as(token), ['Content-Type', 'multipart/form-data; boundary=b']],
  body: Buffer.concat([...parts, Buffer.from('--b--\r\n')]),
});

/** The chat that a file is for. Nothing is kept of any. */
export function uploadChatAttacks({ ana, eve }: World): HttpAttack[] {
  const file = part('name="files"; filename="x.csv"', 'a\n1\n');
  const chat = (id: string | Buffer) => part('name="chat_id"', id);
  const ids: (string | Buffer)[] = [
    '../..',
    '../incoming',
    '..\\..',
    '/etc',
    `${eve.chat}/..`,
    `./${eve.chat}`,
    `${eve.chat}\u0000`,
    ` ${eve.chat}`,
    `${eve.chat}\n`,
    eve.chat.toUpperCase(),
    '__proto__',
    'incoming',
    '%',
    "' OR 1=1 --",
    'x'.repeat(900),
    'x'.repeat(10_000),
    Buffer.from([0xff, 0xfe]),
    ana.chat,
  ];
  const missing = '{"chat_id":"x"}';
  return [
    ...ids.map((id) => ({
      name: `an upload to the chat ${JSON.stringify(id.toString()).slice(0, 40)}`,
      send: form(eve.token, chat(id), file),
      status: [400, 404],
    })),
    { name: 'an upload to no chat', send: form(eve.token, file), status: 400, code: 'MISSING_CHAT_ID' },
    {
      name: 'an upload to the chat of an empty name',
      send: form(eve.token, chat(''), file),
      status: 400,
      code: 'MISSING_CHAT_ID',
    },
    { name: 'an upload to two chats', send: form(eve.token, chat(eve.chat), chat(ana.chat), file), status: 400 },
    {
      name: 'an upload whose chat is a file',
      send: form(eve.token, part('name="chat_id"; filename="x.csv"', eve.chat), file),
      status: 400,
    },
    {
      name: 'JSON to uploads',
      send: { ...form(eve.token), headers: [as(eve.token), json], body: missing },
      status: [400, 415],
    },
    {
      name: 'a program named CSV',
      send: form(eve.token, chat(eve.chat), part('name="files"; filename="x.csv"', Buffer.from('\x7fELF\0\0\0\0'))),
      status: 415,
    },
    {
      name: 'a page named CSV',
      send: form(
        eve.token,
        chat(eve.chat),
        part('name="files"; filename="x.csv"', '<!doctype html><script>alert(1)</script>'),
      ),
      status: 415,
    },
    { name: 'six files', send: form(eve.token, chat(eve.chat), file, file, file, file, file, file), status: 400 },
  ];
}

const names: readonly string[] = [
  '../../../../etc/cron.d/x.csv',
  '..\\..\\..\\x.csv',
  '/etc/passwd',
  'C:\\Windows\\x.csv',
  '\\\\evil.example\\share\\x.csv',
  '..',
  '.',
  'signing.key',
  '../signing.key',
  '..%2f..%2fsigning.key',
  'x\u0000.csv',
  'x.csv\u0000.exe',
  'a'.repeat(10_000),
  '\u202egpj.vsc.csv',
  'x";\\"X-Injected: yes.csv',
  "x'; DROP TABLE sales; --.csv",
  'x") UNION SELECT 1 --.csv',
  "'||getenv('HOME')||'.csv",
  '{{region}}.csv',
  '<img src=x onerror=alert(1)>.csv',
  '-rf.csv',
  '~root.csv',
  '$(id).csv',
  'sales.csv',
  'information_schema.csv',
  'CON.csv',
  '\ud83d\udca9.csv',
  '%0d%0aX-Injected: yes.csv',
];

/** Each goes into one chat and is read back; with all of them in it the chat still counts the sales, and goes with them. */
export function uploadNameAttacks(world: World): Attack[] {
  const { call, eve } = world;
  let chat: string | undefined;
  let last = '';
  const named = names.map((name) => ({
    name: `a file named ${JSON.stringify(name).slice(0, 60)}`,
    async run() {
      chat ??= (await call(eve.token, 'POST', '/v1/chats/create', { title: 'x' })).body.id as string;
      const body = new FormData();
      body.set('chat_id', chat);
      body.set('files', new File(['a\n1\n'], name));
      const sent = await call(eve.token, 'POST', '/v1/chats/uploads', body);
      if (sent.status !== 201) throw new Error(`${sent.status} ${JSON.stringify(sent.body)}`);
      const [{ filename, presigned_url: link }] = sent.body.uploads;
      if (/[/\\\p{Cc}\u202e]/u.test(filename) || filename.length > 200 || /^\.*$/.test(filename))
        throw new Error(`kept as ${JSON.stringify(filename)}`);
      last = link;
      const read = await fetch(link);
      if (read.headers.has('x-injected') || (await read.text()) !== 'a\n1\n') throw new Error('read back as another');
    },
  }));
  const asked = 'run this\n\nContext: sql, x.sql\n```sql\nSELECT count(*) AS n FROM main.sales\n```';
  return [
    ...named,
    {
      name: 'a chat with files of all these names',
      async run() {
        const told = await call(eve.token, 'POST', '/v1/chats', { chat_id: chat, message: asked });
        await call(eve.token, 'DELETE', `/v1/chats/${chat}`);
        const gone = await fetch(last);
        if (gone.status !== 404) throw new Error(`the file is still there: ${gone.status}`);
        if (!/"rows":\[\["?7"?\]\]/.test(told.body)) throw new Error(told.body);
      },
    },
  ];
}
