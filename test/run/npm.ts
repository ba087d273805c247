import { runProcess } from './runProcess.ts';

/** Runs npm quietly: the very npm that started this process, or else the one on the PATH. */
export async function npm(args: readonly string[], cwd: string): Promise<string> {
  const env = {
    ...process.env,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_ignore_scripts: 'true',
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
  };
  const cli = process.env['npm_execpath'];
  if (cli?.endsWith('.js')) return runProcess(process.execPath, [cli, ...args], { cwd, env });
  if (process.platform === 'win32') return runProcess('cmd', ['/d', '/c', 'npm', ...args], { cwd, env });
  return runProcess('npm', args, { cwd, env });
}
