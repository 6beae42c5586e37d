// The tree of chats with folders: what lies where.
// Not here: a real tree (test/vscode).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppState, initialState } from '../../src/chat/state.ts';
import { shownConnection } from '../../src/host/shownConnection.ts';
import { SessionError } from '../../src/session/errors.ts';
import { installFakeVscode } from './library/fakeVscode.ts';

installFakeVscode();
const { nodes } = await import('../../src/host/chatTree.ts');

const chat = (id: string, folderId?: string) => ({
  ...{ id, title: id, preview: '', at: null },
  ...(folderId ? { folderId } : {}),
});

const state: AppState = {
  ...initialState,
  folders: [
    { id: 'f1', name: 'Work' },
    { id: 'f2', name: 'Empty' },
  ],
  list: {
    items: [chat('a', 'f1'), chat('b'), chat('c', 'f1'), chat('d', 'gone')],
    ...{ hasMore: true, load: 'loaded', error: null },
  },
};

test('folders come first, with their chats inside; a chat of an unknown folder is not hidden', () => {
  assert.deepEqual(
    nodes(state).map((node) => (node.kind === 'more' ? 'more' : `${node.kind} ${node.id}`)),
    ['folder f1', 'folder f2', 'chat b', 'chat d', 'more'],
  );
  assert.deepEqual(nodes(state, { kind: 'folder', id: 'f1' }), [
    { kind: 'chat', id: 'a' },
    { kind: 'chat', id: 'c' },
  ]);
  assert.deepEqual(nodes(state, { kind: 'folder', id: 'f2' }), []);
  assert.deepEqual(nodes(state, { kind: 'chat', id: 'b' }), []);
});

test('without folders it is the list as it was', () => {
  assert.deepEqual(
    nodes({ ...state, folders: [] }).map(({ kind }) => kind),
    ['chat', 'chat', 'chat', 'chat', 'more'],
  );
});

test('of two folders with one id the first is shown, with all of its chats', () => {
  const twice = { ...state, folders: [...state.folders, { id: 'f1', name: 'Again' }] };
  assert.deepEqual(
    nodes(twice).map((node) => (node.kind === 'more' ? 'more' : `${node.kind} ${node.id}`)),
    ['folder f1', 'folder f2', 'chat b', 'chat d', 'more'],
  );
  assert.equal(nodes(twice, { kind: 'folder', id: 'f1' }).length, 2);
});

test('thousands of chats in hundreds of folders are found at once', { timeout: 5_000 }, () => {
  const ids = Array.from({ length: 1_000 }, (_, at) => `f${at}`);
  const items = Array.from({ length: 100_000 }, (_, at) => chat(`c${at}`, `f${at % 1_000}`));
  const many = { ...state, folders: ids.map((id) => ({ id, name: id })), list: { ...state.list, items } };
  for (const id of ids) assert.equal(nodes(many, { kind: 'folder', id }).length, 100);
});

test('at an assistant server ready is ready, and who is refused may sign in there again', () => {
  const source = { kind: 'assistant', url: 'http://localhost:8010', user: 'ada' } as const;
  assert.deepEqual(shownConnection({ phase: 'ready', transport: 'sse' }, source), { phase: 'ready' });
  const failed = (reason: SessionError) => shownConnection({ phase: 'failed', reason }, source);
  const refused = failed(new SessionError('unauthorized', 'Invalid or expired token', { status: 401 }));
  const broken = failed(new SessionError('server', 'x'));
  assert.match(refused.phase === 'failed' ? refused.reason : '', /^localhost:8010 asks you to sign in again: Invalid/);
  assert.equal(refused.phase === 'failed' && refused.action, 'signIn');
  assert.equal(broken.phase === 'failed' && broken.action, 'retry');
});
