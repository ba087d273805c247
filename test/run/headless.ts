// `npm run headless -- CONFIG.json`: syncs without VS Code. npm runs this in the project's folder, and says where it was
// called.
process.chdir(process.env['INIT_CWD'] ?? process.cwd());
await import('../../src/headless.ts');
