// What Ollama says of a failure inside an answer, made an error: its provider package takes such a line for noise, and a cut for an end.
// Not here: anything of other providers.
import { APICallError } from 'ai';

/** The body breaks with an APICallError at a line `{"error":...}`, and at an end without `"done":true`. */
export function ollamaFetch(fetching: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetching(input, init);
    const url = String(input instanceof Request ? input.url : input);
    if (!response.ok || !response.body || !url.endsWith('/chat')) return response;
    const failure = (message: string) =>
      new APICallError({ message, url, requestBodyValues: {}, statusCode: response.status, isRetryable: true });
    const decoder = new TextDecoder();
    let rest = '';
    let isDone = false;
    const watch = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (isEnd(line)) isDone = true;
          if (!/^\s*\{\s*"error"/.test(line)) continue;
          controller.error(failure('Ollama failed in the middle of its answer.'));
          return;
        }
        controller.enqueue(chunk);
      },
      flush(controller) {
        if (isEnd(rest)) isDone = true;
        if (!isDone) controller.error(failure('The answer of Ollama was cut.'));
      },
    });
    return new Response(response.body.pipeThrough(watch), response);
  };
}

const isEnd = (line: string) => /"done"\s*:\s*true/.test(line);
