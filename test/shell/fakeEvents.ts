/** As VS Code's: a function to call once. */
export class Disposable {
  #run: (() => unknown) | undefined;
  constructor(run: () => unknown) {
    this.#run = run;
  }
  static from(...things: readonly { dispose(): unknown }[]): Disposable {
    return new Disposable(() => {
      for (const thing of things) thing.dispose();
    });
  }
  dispose(): void {
    this.#run?.();
    this.#run = undefined;
  }
}

/** As VS Code's, except that what a listener throws reaches whoever fires: a test must see it. */
export class EventEmitter<T> {
  #listeners = new Set<(data: T) => unknown>();
  readonly event = (listener: (data: T) => unknown): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  get listenerCount(): number {
    return this.#listeners.size;
  }
  fire(data: T): void {
    for (const listener of [...this.#listeners]) listener(data);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}
