// One typed event: listeners are told in the order they came, and one that throws does not silence the rest.
// Not here: replay, filtering, priorities.
import type { Disposable } from './disposable.ts';

export class Emitter<T> implements Disposable {
  #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): Disposable => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (cause) {
        queueMicrotask(() => {
          throw cause;
        });
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
