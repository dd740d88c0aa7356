package io.noria.pipelines.sql;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.pipelines.Input;
import io.noria.pipelines.PipelineSpec;
import io.noria.pipelines.Retries;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.storage.json.Json;
import io.noria.storage.object.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Specs and values as JSON columns. */
final class PipelineCodec {
  private PipelineCodec() {}

  static String write(Map<String, Value> values) {
    var tree = new LinkedHashMap<String, Object>();
    values.forEach((name, value) -> tree.put(name, tree(value)));
    return Json.write(tree);
  }

  static Map<String, Value> readValues(String json) {
    var values = new LinkedHashMap<String, Value>();
    Json.readMap(json, Object.class).forEach((name, tree) -> values.put(name, value(tree)));
    return values;
  }

  static String write(PipelineSpec spec) {
    return Json.write(
        Map.of(
            "name", spec.name(), "tasks", spec.tasks().stream().map(PipelineCodec::tree).toList()));
  }

  static PipelineSpec readSpec(String json) {
    Map<String, Object> tree = Json.readMap(json, Object.class);
    return new PipelineSpec(
        text(tree, "name"), list(tree, "tasks").stream().map(PipelineCodec::task).toList());
  }

  private static Map<String, Object> tree(TaskSpec task) {
    var inputs = new LinkedHashMap<String, Object>();
    task.inputs()
        .forEach((name, input) ->
            inputs.put(
                name,
                switch (input) {
                  case Input.Given given -> Map.of("given", tree(given.value()));
                  case Input.From from -> tree(from);
                  case Input.Gathered gathered ->
                      Map.of(
                          "gathered", gathered.parts().stream().map(PipelineCodec::tree).toList());
                }));
    var tree = new LinkedHashMap<String, Object>();
    tree.put("name", task.name());
    tree.put("step", task.stepType());
    tree.put("params", task.params());
    tree.put("inputs", inputs);
    tree.put("after", task.after());
    tree.put(
        "retries",
        Map.of(
            "times", task.retries().times(),
            "first_ms", task.retries().first().toMillis(),
            "longest_ms", task.retries().longest().toMillis()));
    Duration timeout = task.timeout();
    if (timeout != null) {
      tree.put("timeout_ms", timeout.toMillis());
    }
    tree.put("cache", task.cache());
    tree.put("heavy", task.heavy());
    return tree;
  }

  private static Map<String, Object> tree(Input.From from) {
    return Map.of("task", from.task(), "output", from.output());
  }

  private static TaskSpec task(Object node) {
    Map<String, Object> tree = map(node);
    var inputs = new LinkedHashMap<String, Input>();
    map(required(tree, "inputs")).forEach((name, input) -> inputs.put(name, input(map(input))));
    Map<String, Object> retries = map(required(tree, "retries"));
    Object timeout = tree.get("timeout_ms");
    return new TaskSpec(
        text(tree, "name"),
        text(tree, "step"),
        map(required(tree, "params")),
        inputs,
        list(tree, "after").stream().map(String::valueOf).toList(),
        new Retries(
            (int) number(retries, "times"),
            Duration.ofMillis(number(retries, "first_ms")),
            Duration.ofMillis(number(retries, "longest_ms"))),
        timeout == null ? null : Duration.ofMillis(((Number) timeout).longValue()),
        Boolean.TRUE.equals(tree.get("cache")),
        Boolean.TRUE.equals(tree.get("heavy")));
  }

  private static Input input(Map<String, Object> tree) {
    Object given = tree.get("given");
    if (given != null) {
      return new Input.Given(value(given));
    }
    if (tree.containsKey("gathered")) {
      return new Input.Gathered(
          list(tree, "gathered").stream().map(part -> from(map(part))).toList());
    }
    return from(tree);
  }

  private static Input.From from(Map<String, Object> tree) {
    return new Input.From(text(tree, "task"), text(tree, "output"));
  }

  private static Map<String, Object> tree(Value value) {
    return switch (value) {
      case Value.Data data -> Map.of("json", data.json());
      case Value.File file ->
          Map.of("file", file.name(), "digest", file.digest().value(), "size", file.size());
      case Value.Record record -> Map.of("ref", record.ref().toString(), "digest", record.digest());
      case Value.Many many ->
          Map.of("many", many.items().stream().map(PipelineCodec::tree).toList());
    };
  }

  private static Value value(Object node) {
    Map<String, Object> tree = map(node);
    if (tree.containsKey("json")) {
      return new Value.Data(text(tree, "json"));
    }
    if (tree.containsKey("file")) {
      return new Value.File(
          text(tree, "file"), new Digest(text(tree, "digest")), number(tree, "size"));
    }
    if (tree.containsKey("ref")) {
      return new Value.Record(Ref.parse(text(tree, "ref")), text(tree, "digest"));
    }
    return Value.many(list(tree, "many").stream().map(PipelineCodec::value).toList());
  }

  private static Map<String, Object> map(Object node) {
    if (node instanceof Map<?, ?> map) {
      var copy = new LinkedHashMap<String, Object>();
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
      return copy;
    }
    throw broken("an object", node);
  }

  private static List<Object> list(Map<String, Object> tree, String name) {
    if (tree.get(name) instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    throw broken(name, tree);
  }

  private static String text(Map<String, Object> tree, String name) {
    if (tree.get(name) instanceof String text) {
      return text;
    }
    throw broken(name, tree);
  }

  private static long number(Map<String, Object> tree, String name) {
    if (tree.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw broken(name, tree);
  }

  private static Object required(Map<String, Object> tree, String name) {
    Object value = tree.get(name);
    if (value == null) {
      throw broken(name, tree);
    }
    return value;
  }

  private static NoriaException broken(String expected, @Nullable Object came) {
    return new NoriaException(
        ErrorCode.DATA_LOSS, "stored pipeline: " + came + " (expected: " + expected + ")");
  }
}
