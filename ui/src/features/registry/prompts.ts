/** Prompts are registered models that MLflow's clients mark by tags. */

interface Tagged {
  tags: Record<string, string>;
}

export function isPrompt(model: Tagged): boolean {
  return model.tags['mlflow.prompt.is_prompt']?.toLowerCase() === 'true';
}

/** The text of a prompt's version: as it stands, or a conversation with one line a message. */
export function promptText(version: Tagged): string | null {
  const text = version.tags['mlflow.prompt.text'] ?? version.tags._mlflow_prompt_text ?? null;
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((m) => typeof m?.role === 'string'))
      return value
        .map((m: { role: string; content?: unknown }) => `[${m.role}]\n${String(m.content ?? '')}`)
        .join('\n\n');
  } catch {
    // Most prompts are plain text.
  }
  return text;
}

/** The names in double braces, in the order they come. */
export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g)].map((m) => m[1]!))];
}
