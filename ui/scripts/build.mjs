// Builds the pages unless dist/ already holds the build of exactly these sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const hash = createHash('sha256');
const add = (path) => hash.update(path).update(readFileSync(path));
for (const folder of ['src', 'public']) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    if (entry.isFile()) add(join(entry.parentPath, entry.name));
  }
}
for (const file of ['index.html', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'])
  add(file);
const digest = hash.digest('hex');
const stamp = 'dist/.sources';
if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) process.exit(0);
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  { stdio: 'inherit' },
);
if (status === 0) writeFileSync(stamp, digest);
process.exit(status ?? 1);
