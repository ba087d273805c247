// Writes log files as VS Code's native logger does. Output channels are log files too: without it they stay empty.
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
const methods = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = levels.indexOf('info');
  #formatted = true;

  constructor(file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    for (const [level, method] of methods.entries()) {
      this[method] = (message) => this.#write(level, message);
    }
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    appendFileSync(this.#file, this.#formatted ? `${time} [${levels[level]}] ${message}\n` : message);
  }

  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#formatted = false;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

const createLogger = async (_name, file) => new Logger(file);

module.exports = {
  Logger,
  createAsyncRotatingLogger: createLogger,
  createRotatingLogger: createLogger,
  setFlushOn() {},
  setLevel() {},
  version: 0,
};
