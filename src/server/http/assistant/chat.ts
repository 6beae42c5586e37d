// Asking in the assistant API (section 3): one reply or a stream of events, from the same turn as in the other API.
// Not here: conversations and their messages (conversations.ts), the events (stream.ts).
import { rm } from 'node:fs/promises';
import { type ChatRequest, chatRequestSchema } from '../../../protocol/assistant/served.ts';
import { liftInlineImage, withoutDocuments } from '../../../protocol/assistant/servedText.ts';
import { maxMessageLength } from '../../../protocol/trellis/actions.ts';
import { formatMessage, parseMessage, titleOf } from '../../../protocol/trellis/sqlContext.ts';
import { ApiError } from '../../apiError.ts';
import { decodeImage, type Image, writeImage } from '../../assistant/image.ts';
import { resolveProvider } from '../../assistant/providers.ts';
import type { Place } from '../../assistant/telling.ts';
import type { Session } from '../../auth.ts';
import type { PatientQuestion } from '../../chats/patience.ts';
import type { Turn } from '../../chats/turn.ts';
import { limits } from '../../limits.ts';
import { newId } from '../../store/ids.ts';
import type { Member } from '../../store/members.ts';
import type { Services } from '../context.ts';
import type { Endpoints } from '../endpoint.ts';
import { removeChat } from '../removeChat.ts';
import * as answers from './answers.ts';
import { fieldProblem } from './fields.ts';
import { conversationOf } from './ownership.ts';
import { moodOf } from './settings.ts';
import { answerStream, streamDescription, wholeReply } from './stream.ts';

/** Bytes: a picture of 10 MB in base64, and a text. */
const maxBody = 16 * 1024 * 1024;
/** In one conversation; who asks more does not read the answers. */
const maxWaiting = 20;

interface Asked {
  starting: Promise<Turn>;
  place: Place;
  questionId: string;
}

interface Question {
  text: string;
  image: Image | undefined;
  asking: NonNullable<PatientQuestion['asking']>;
}

export function assistantChatEndpoints({ add }: Endpoints, services: Services): void {
  const { store, models, turns, limiter, uploads, integrations, log } = services;

  /** Nothing of a picture stays when its question is not asked. */
  async function begin(
    member: Member,
    asked: string | undefined,
    { text, image, asking }: Question,
    messageId: string,
  ) {
    const question = { ...wordsOf(text), message: text, messageId, asking };
    if (!image) return turns.startPatiently(member, { ...question, chatId: asked ?? null, picture: undefined });
    const newChat = { title: question.title || 'Image', integrationId: null, capped: true };
    const chatId = asked ?? store.createChat(member.id, newChat, () => undefined).id;
    const picture = writeImage(image, uploads.incoming);
    // It may fail while the question still waits; then it is heard of when its turn has come.
    picture.catch(() => undefined);
    try {
      return await turns.startPatiently(member, { ...question, chatId, picture });
    } catch (cause) {
      if (!asked) await removeChat(services, member, chatId);
      throw cause;
    } finally {
      await picture.then(
        (file) => rm(file.path, { force: true }),
        () => undefined,
      );
    }
  }

  /** Throws before anything is stored; what waits may still fail, and says so where it is told. */
  async function ask({ member, jti }: Session, body: ChatRequest): Promise<Asked> {
    const { model, provider } = resolveProvider(body.provider, store.choices(member.id).provider, models);
    const mood = moodOf(body.mood ?? store.choices(member.id).mood);
    const question = { ...questionIn(body), asking: { model, mood, web: body.web, webWithData: body.web_with_data } };
    const chatId = body.conversation_id ? conversationOf(store, member, body.conversation_id) : undefined;
    if (body.conversation_id && !chatId) {
      throw new ApiError('CHAT_NOT_FOUND', 'There is no such conversation. Leave conversation_id out to begin one.');
    }
    integrations.find(chatId ? store.chat(member.id, chatId).integrationId : null);
    const before = chatId ? turns.waitingIn(chatId) : 0;
    if (before > maxWaiting)
      throw new ApiError(
        'TURN_IN_PROGRESS',
        'Too many questions wait in this conversation. Ask when they are answered.',
      );
    if (!chatId) store.checkChatCap(member.id);
    limiter.take([
      { key: `send:${jti}`, windows: limits.send },
      ...(chatId ? [] : [{ key: `create:${jti}`, windows: limits.createChat }]),
    ]);
    const questionId = newId('msg');
    const starting = begin(member, chatId, question, questionId);
    // Who need not wait hears at once, by the status, that it cannot be asked.
    if (before === 0) await starting;
    const conversationId = chatId ?? (await starting).chatId;
    return { starting, questionId, place: { conversation_id: conversationId, provider } };
  }

  const asking = {
    tag: 'Assistant',
    method: 'post',
    access: 'member',
    body: chatRequestSchema,
    maxBody,
    status: 200,
    stream: streamDescription,
    errors: [
      'UNKNOWN_MODEL',
      'NO_DATASOURCE',
      'CHAT_NOT_FOUND',
      'OPEN_CHAT_CAP',
      'TURN_IN_PROGRESS',
      'UPLOAD_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
      'RATE_LIMIT',
    ],
  } as const;

  add(
    {
      ...asking,
      id: 'assistantChat',
      path: '/api/chat',
      summary: 'Ask a question; one reply, or a stream for who accepts text/event-stream',
      answer: answers.reply,
    },
    async ({ session, body, context }) => {
      const { starting, place, questionId } = await ask(session, body);
      if (/\btext\/event-stream\b/i.test(context.req.header('accept') ?? ''))
        return answerStream(starting, place, questionId, log);
      return await wholeReply(await starting, place);
    },
  );

  add(
    {
      ...asking,
      id: 'assistantChatStream',
      path: '/api/chat/stream',
      summary: 'Ask a question; the answer is streamed',
    },
    async ({ session, body }) => {
      const { starting, place, questionId } = await ask(session, body);
      return answerStream(starting, place, questionId, log);
    },
  );
}

/** Throws what is wrong with the text or the picture. */
function questionIn({ text: given, image_base64: base64 }: ChatRequest): Omit<Question, 'asking'> {
  const lifted = base64 ? undefined : liftInlineImage(given);
  const text = lifted?.text ?? given;
  const encoded = base64 || lifted?.base64;
  const isEmpty = !/\S/.test(text) && !encoded;
  if (text.length > maxMessageLength) {
    const most = maxMessageLength.toLocaleString('en-US');
    throw fieldProblem('string_too_long', ['body', 'text'], `The text has more than ${most} characters.`, null);
  }
  if (isEmpty) {
    const sentence = 'The text is empty. Write a question, or send a picture with it.';
    throw fieldProblem('string_too_short', ['body', 'text'], sentence, given.slice(0, 20));
  }
  const from = ['body', lifted ? 'text' : 'image_base64'];
  const unread = (sentence: string) => fieldProblem('value_error', from, sentence, null);
  return { text, image: encoded ? decodeImage(encoded, unread) : undefined };
}

/** What is asked by a text, where that is not all of it: documents are attached. SQL that stands in it may hold what looks like one. */
function wordsOf(message: string): { title: string; text: string | undefined } {
  const { question, context } = parseMessage(message);
  const asked = withoutDocuments(question);
  return { title: titleOf(asked), text: asked === question ? undefined : formatMessage({ question: asked, context }) };
}
