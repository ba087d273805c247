// Runs one of the project's tasks: `node test/run/bootstrap.mjs <task> [arguments]`. Any Node from 20 on is enough to
// start from: the packages of the lock file are installed where they are not, and among them is the Node that runs the
// task itself.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const nodePackage = join(root, 'node_modules', 'node');
const node = join(nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const [task, ...args] = process.argv.slice(2);

try {
  if (Number.parseInt(process.versions.node, 10) < 20) throw new Error('Node 20 or later is needed to start from.');
  installPackages();
  runTask();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  if (task === 'test') console.log('0 passed, 1 failed');
  process.exitCode = 1;
}

function installPackages() {
  if (!isInstalled()) {
    console.log('Installing the packages of package-lock.json …');
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
  const { status, error } = spawnSync(command, [...first, ...rest], { cwd, stdio: 'inherit' });
  if (status !== 0) throw error ?? new Error(`Failed: ${[command, ...first, ...rest].join(' ')}`);
}

function runTask() {
  const script = join(root, 'test', 'run', `${task}.ts`);
  if (task === undefined || !existsSync(script)) throw new Error(`There is no task "${task}".`);
  const child = spawn(node, [script, ...args], { cwd: root, stdio: 'inherit' });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const passOn = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, passOn);
  child.once('exit', (code, signal) => {
    for (const each of signals) process.off(each, passOn);
    if (signal !== null) process.kill(process.pid, signal);
    process.exitCode = code ?? 1;
  });
}
