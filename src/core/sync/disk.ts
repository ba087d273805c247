/**
 * The few things that sync asks of a file system. Paths are absolute. What a method has resolved survives `kill -9` and
 * a power cut, unless it says otherwise; one that was cut off has done all of it, nothing, or what it says. Every method
 * throws a Failure: `diskFull`, `stateNotRead` or `stateNotSaved`, with the system's code as its remark.
 */
export interface Disk {
  /** The whole file, or undefined where there is none. */
  read(file: string): Promise<Buffer | undefined>;
  /** At most `length` bytes from `start`; fewer where the file ends; undefined where there is no file. */
  readRange(file: string, start: number, length: number): Promise<Buffer | undefined>;
  /** Bytes, or undefined where there is no file. */
  size(file: string): Promise<number | undefined>;
  /** Names in a folder; none where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes the file and its folders; false, without touching it, where there is one already: of two, one wins. */
  createExclusively(file: string, bytes: Buffer): Promise<boolean>;
  /**
   * Replaces or makes a file: whoever reads it finds the old bytes or the new ones, whole. `confirm` is called at the
   * last moment, when nothing is left to do but to give the new bytes their name; where it throws, the file stays.
   */
  replace(file: string, bytes: Buffer, confirm?: () => Promise<void>): Promise<void>;
  /** The same without waiting for the disk: after a power cut the file may be old, or gone. */
  replaceSoon(file: string, bytes: Buffer): Promise<void>;
  /** Adds to the end of a file, which is made if need be; gives where. Cut off, it may leave a part of it. */
  append(file: string, bytes: Buffer): Promise<number>;
  /** Writes over bytes that are there; needs no space. A single byte is never torn. */
  overwrite(file: string, start: number, bytes: Buffer): Promise<void>;
  rename(file: string, to: string): Promise<void>;
  /** It may be there again after a power cut. Nothing where there is no file. */
  remove(file: string): Promise<void>;
}
