// Runs one of the project's tasks: `node test/run/bootstrap.mjs <task> [arguments]`. Any Node from 20 on is enough to
// start from: the packages of the lock file are installed where they are not, and among them is the Node that runs the
// task itself.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodePackage = join(root, 'node_modules', 'node');
const node = join(nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [task, ...args] = process.argv.slice(2);
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

try {
  if (Number.parseInt(process.versions.node, 10) < 20) throw new Error('Node 20 or later is needed to start from.');
  installPackages();
  runTask();
} catch (error) {
  fail(error);
}

/** Whatever goes wrong, the last line that the tests print is a count. */
function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  if (task === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

function installPackages() {
  if (!isInstalled()) {
    console.error('Installing the packages of package-lock.json …');
    run(npmCommand(), ['ci', '--no-audit', '--no-fund', '--loglevel=error'], root);
  }
  // npm may have been told to run no install scripts; this one brings the Node that everything else needs.
  if (!existsSync(node)) run([process.execPath], ['installArchSpecificPackage.js'], nodePackage);
}

/** npm itself keeps a record of what it has installed; it has to agree with the lock file. */
function isInstalled() {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, { version, optional }]) => {
    return path === '' || installed[path]?.version === version || (optional && installed[path] === undefined);
  });
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

function npmCommand() {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return [process.execPath, cli];
  return process.platform === 'win32' ? ['cmd', '/d', '/c', 'npm'] : ['npm'];
}

function run([command, ...first], rest, cwd) {
  // What a task prints on standard output may be read by a program.
  const { status, error } = spawnSync(command, [...first, ...rest], { cwd, stdio: ['inherit', 2, 'inherit'] });
  if (status !== 0) throw error ?? new Error(`Failed: ${[command, ...first, ...rest].join(' ')}`);
}

function runTask() {
  const script = join(root, 'test', 'run', `${task}.ts`);
  if (task === undefined || !existsSync(script)) throw new Error(`There is no task "${task}".`);
  // One folder for all temporary files, removed at the end, whatever a killed process leaves behind. Its name is short
  // because the paths of the sockets in it must be.
  const temporary = mkdtempSync(join(tmpdir(), 'confluence-audit-'));
  const env = { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  // A process group of its own, so that nothing of a run that was killed goes on, or prints after the last line.
  const isGroup = process.platform !== 'win32' && task === 'test';
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(node, [script, ...args], { cwd: root, env, stdio, detached: isGroup });
  const passOn = (signal) => (isGroup ? signalGroup(child.pid, signal) : child.kill(signal));
  for (const signal of SIGNALS) process.on(signal, passOn);
  // The tests say so when they have printed their count.
  let isCounted = false;
  child.once('message', () => {
    isCounted = true;
  });
  child.once('error', fail);
  // Comes after the last message, which "exit" does not.
  child.once('close', (code, signal) => {
    for (const each of SIGNALS) process.off(each, passOn);
    if (isGroup && child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
    rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    if (child.pid === undefined) return; // It never ran, and the error has told so.
    process.exitCode = code ?? 1;
    if (task === 'test' && !isCounted) fail(new Error(`The tests ended early: ${signal ?? `exit code ${code}`}.`));
    else if (SIGNALS.includes(signal)) process.kill(process.pid, signal);
  });
}

function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // Nothing of it runs any more.
  }
}
