// Makes src/api/generated.ts from the REST API's OpenAPI document (another document: NORIA_OPENAPI).
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';

const document = pathToFileURL(
  process.env.NORIA_OPENAPI ??
    '../protocols/src/main/resources/io/noria/protocols/rest/openapi.yaml',
);
const target = 'src/api/generated.ts';
if (!existsSync(document)) {
  console.error(`types: ${document.pathname} is missing (expected: the OpenAPI document)`);
  process.exit(1);
}
const text = `/** Made by scripts/types.mjs from the OpenAPI document; not edited by hand. */\n${astToString(await openapi(document))}`;
if (!existsSync(target) || readFileSync(target, 'utf8') !== text) writeFileSync(target, text);
