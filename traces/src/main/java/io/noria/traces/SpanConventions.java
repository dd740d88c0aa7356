package io.noria.traces;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads spans of programs that know nothing of MLflow: attributes of OpenTelemetry's conventions
 * for generative AI, of OpenInference, of Traceloop and of a few libraries are laid down under the
 * names of {@link SpanKeys} too, where those are missing.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/">gen-ai conventions</a>
 * @see <a href="https://github.com/Arize-ai/openinference">OpenInference</a>
 */
public final class SpanConventions {
  private static final List<String> INPUTS =
      List.of(
          "input.value",
          "gen_ai.input.messages",
          "gen_ai.tool.call.arguments",
          "traceloop.entity.input",
          "gen_ai.prompt",
          "ai.prompt.messages",
          "ai.prompt",
          "langfuse.observation.input",
          "lmnr.span.input");
  private static final List<String> OUTPUTS =
      List.of(
          "output.value",
          "gen_ai.output.messages",
          "gen_ai.tool.call.result",
          "traceloop.entity.output",
          "gen_ai.completion",
          "ai.response.text",
          "langfuse.observation.output",
          "lmnr.span.output");
  private static final List<String> MODELS =
      List.of(
          "llm.response.model_name",
          "llm.model_name",
          "llm.request.model_name",
          "embedding.model_name",
          "gen_ai.response.model",
          "gen_ai.request.model",
          "ai.model.id");
  private static final List<String> PROVIDERS =
      List.of("llm.provider", "gen_ai.provider.name", "gen_ai.system", "ai.model.provider");
  private static final List<String> INPUT_TOKENS =
      List.of(
          "gen_ai.usage.input_tokens",
          "llm.token_count.prompt",
          "gen_ai.usage.prompt_tokens",
          "ai.usage.promptTokens");
  private static final List<String> OUTPUT_TOKENS =
      List.of(
          "gen_ai.usage.output_tokens",
          "llm.token_count.completion",
          "gen_ai.usage.completion_tokens",
          "ai.usage.completionTokens");
  private static final List<String> TOTAL_TOKENS =
      List.of("llm.token_count.total", "llm.usage.total_tokens");
  private static final List<String> CACHE_READ =
      List.of("gen_ai.usage.cache_read.input_tokens", "llm.token_count.prompt_details.cache_read");
  private static final List<String> CACHE_WRITTEN =
      List.of(
          "gen_ai.usage.cache_write.input_tokens",
          "gen_ai.usage.cache_creation.input_tokens",
          "llm.token_count.prompt_details.cache_write");
  private static final List<String> KINDS =
      List.of("openinference.span.kind", "gen_ai.operation.name", "traceloop.span.kind");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("chat", "CHAT_MODEL"),
          Map.entry("create_agent", "AGENT"),
          Map.entry("embeddings", "EMBEDDING"),
          Map.entry("execute_tool", "TOOL"),
          Map.entry("generate_content", "LLM"),
          Map.entry("invoke_agent", "AGENT"),
          Map.entry("text_completion", "LLM"),
          Map.entry("response", "LLM"),
          Map.entry("TOOL", "TOOL"),
          Map.entry("CHAIN", "CHAIN"),
          Map.entry("LLM", "LLM"),
          Map.entry("RETRIEVER", "RETRIEVER"),
          Map.entry("EMBEDDING", "EMBEDDING"),
          Map.entry("AGENT", "AGENT"),
          Map.entry("RERANKER", "RERANKER"),
          Map.entry("GUARDRAIL", "GUARDRAIL"),
          Map.entry("EVALUATOR", "EVALUATOR"),
          Map.entry("workflow", "WORKFLOW"),
          Map.entry("task", "TASK"),
          Map.entry("agent", "AGENT"),
          Map.entry("tool", "TOOL"));

  private SpanConventions() {}

  /** The span with what its attributes mean under our names, its trace's id among them. */
  public static Span read(TraceId trace, Span span) {
    Map<String, String> known = new LinkedHashMap<>(span.attributes());
    known.put(SpanKeys.TRACE, JsonText.of(trace.value()));
    if (span.type().equals(SpanKeys.UNKNOWN)) {
      String type = type(known);
      if (type != null) {
        known.put(SpanKeys.TYPE, JsonText.of(type));
      }
    }
    putIfAbsent(known, SpanKeys.INPUTS, payload(first(known, INPUTS)));
    putIfAbsent(known, SpanKeys.OUTPUTS, payload(first(known, OUTPUTS)));
    putIfAbsent(known, SpanKeys.MODEL, first(known, MODELS));
    putIfAbsent(known, SpanKeys.PROVIDER, first(known, PROVIDERS));
    if (!known.containsKey(SpanKeys.USAGE)) {
      usage(known);
    }
    return span.withAttributes(known);
  }

  private static @Nullable String type(Map<String, String> attributes) {
    String kind = first(attributes, KINDS);
    return kind == null ? null : TYPES.get(JsonText.shown(kind));
  }

  private static void usage(Map<String, String> attributes) {
    Long input = count(attributes, INPUT_TOKENS);
    Long output = count(attributes, OUTPUT_TOKENS);
    Long total = count(attributes, TOTAL_TOKENS);
    if (total == null && input != null && output != null) {
      total = input + output;
    }
    if (total == null && input == null && output == null) {
      return;
    }
    Map<String, Number> usage = new LinkedHashMap<>();
    putNumber(usage, "input_tokens", input);
    putNumber(usage, "output_tokens", output);
    putNumber(usage, "total_tokens", total);
    putNumber(usage, "cache_read_input_tokens", count(attributes, CACHE_READ));
    putNumber(usage, "cache_creation_input_tokens", count(attributes, CACHE_WRITTEN));
    attributes.put(SpanKeys.USAGE, SpanTotals.json(usage));
  }

  private static void putNumber(Map<String, Number> numbers, String key, @Nullable Long value) {
    if (value != null) {
      numbers.put(key, value);
    }
  }

  private static void putIfAbsent(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.putIfAbsent(key, value);
    }
  }

  private static @Nullable String first(Map<String, String> attributes, List<String> keys) {
    for (String key : keys) {
      String value = attributes.get(key);
      if (value != null && !value.equals("null") && !value.equals("\"\"")) {
        return value;
      }
    }
    return null;
  }

  /** Inputs and outputs come as texts that hold JSON: what they hold is meant. */
  private static @Nullable String payload(@Nullable String json) {
    Object inner = JsonText.value(JsonText.string(json));
    boolean holds = inner instanceof Map<?, ?> || inner instanceof List<?>;
    return holds ? JsonText.of(inner) : json;
  }

  private static @Nullable Long count(Map<String, String> attributes, List<String> keys) {
    String json = first(attributes, keys);
    if (json == null) {
      return null;
    }
    try {
      return Long.parseLong(JsonText.shown(json));
    } catch (NumberFormatException e) {
      return null; // Not a count; whoever wrote it sees it in the attributes.
    }
  }
}
