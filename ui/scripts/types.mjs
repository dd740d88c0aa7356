// Makes src/api/generated.ts from the REST API's OpenAPI document, when the document is newer than it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';

const document = new URL(
  '../../protocols/src/main/resources/io/noria/protocols/rest/openapi.yaml',
  import.meta.url,
);
const target = new URL('../src/api/generated.ts', import.meta.url);
if (!existsSync(document)) {
  console.error(
    `types: ${document.pathname} is missing (expected: the REST API's OpenAPI document)`,
  );
  process.exit(1);
}
const text = `/** Made by scripts/types.mjs from the OpenAPI document; not edited by hand. */\n${astToString(await openapi(document))}`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
