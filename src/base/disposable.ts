// Lifetimes as values: whoever creates a thing hands its disposal to a bag that lives as long as it should.
// Not here: anything of `vscode`; its Disposable has the same shape and fits.
export interface Disposable {
  dispose(): void;
}

/** Disposes what was registered, newest first, once. Registering on a disposed bag disposes at once. */
export class DisposableBag implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  register<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    for (const item of items) item.dispose();
  }
}
