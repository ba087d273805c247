import { readFileSync } from 'node:fs';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;

/** The names of the files in a ZIP file, out of its central directory. */
export function zipEntries(file: string): readonly string[] {
  const zip = readFileSync(file);
  const end = zip.lastIndexOf(bytesOf(END_OF_DIRECTORY));
  if (end < 0) throw new Error(`${file} is not a ZIP file.`);
  const names: string[] = [];
  let offset = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (zip.readUInt32LE(offset) !== DIRECTORY_ENTRY) throw new Error(`${file} has a broken directory.`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) => zip.readUInt16LE(offset + field));
    const [nameStart, nameEnd] = [offset + 46, offset + 46 + (nameLength ?? 0)];
    names.push(zip.toString('utf8', nameStart, nameEnd));
    offset = nameEnd + (extraLength ?? 0) + (commentLength ?? 0);
  }
  return names;
}

function bytesOf(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
