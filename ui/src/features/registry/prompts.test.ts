import { expect, it } from 'vitest';
import { isPrompt, promptText, variablesOf } from './prompts.ts';

it('knows prompts by their tags', () => {
  expect(isPrompt({ tags: { 'mlflow.prompt.is_prompt': 'True' } })).toBe(true);
  expect(isPrompt({ tags: {} })).toBe(false);
});

it('reads their texts, conversations too', () => {
  expect(promptText({ tags: { 'mlflow.prompt.text': 'Hello {{name}}' } })).toBe('Hello {{name}}');
  expect(promptText({ tags: { 'mlflow.prompt.text': '[{"role":"user","content":"hi"}]' } })).toBe(
    '[user]\nhi',
  );
  expect(promptText({ tags: {} })).toBeNull();
});

it('finds the variables once each', () => {
  expect(variablesOf('{{ a }} {{b}} {{a}} {c}')).toEqual(['a', 'b']);
});
