package io.noria.pipelines.step;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.pipelines.Step;
import io.noria.pipelines.StepContext;
import io.noria.pipelines.Value;
import io.noria.process.ChildProcess;
import io.noria.process.ChildSpec;
import io.noria.process.Exit;
import io.noria.storage.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs any command. Params: {@code command}, a line for {@code sh} or a list of arguments; {@code
 * environment}, further variables; {@code outputs}, names that must be there in the end. All params
 * are also in the file that {@code NORIA_PARAMS} names, as JSON.
 *
 * <p>The command runs in an empty folder. An input {@code table} is in {@code NORIA_INPUT_TABLE}:
 * the path of a file, the path of a folder for a list of files, the address of a record, the text
 * of a JSON string, other JSON as it is. Each file that it leaves in the folder {@code
 * NORIA_OUTPUT_DIR} becomes an output of the file's name, and each key of an object in {@code
 * values.json} there an output of the key's name. What it prints goes to the task's log; another
 * exit status than 0 fails the attempt.
 */
public final class CommandStep implements Step {
  /** Its type in task specs. */
  public static final String TYPE = "command";

  /** The file in the output folder whose keys become outputs. */
  public static final String VALUES = "values.json";

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Map<String, Value> run(StepContext context) throws IOException, InterruptedException {
    Path home = Files.createDirectories(context.workFolder().resolve("work"));
    Path out = Files.createDirectories(context.workFolder().resolve("outputs"));
    ChildSpec spec =
        ChildSpec.of(home, command(context)).withEnvironment(environment(context, out));
    Exit exit;
    try (ChildProcess child = ChildProcess.start(spec, (_, line) -> context.log(line))) {
      context.onCancel(child::stop);
      exit = child.await();
    }
    if (!exit.ok()) {
      throw new NoriaException(ErrorCode.INTERNAL, "command: " + exit.inWords());
    }
    Map<String, Value> outputs = outputs(context, out);
    for (Object name : list(context, "outputs")) {
      if (!outputs.containsKey(String.valueOf(name))) {
        throw new NoriaException(
            ErrorCode.UNPROCESSABLE,
            "command: output %s is not there (it left: %s)".formatted(name, outputs.keySet()));
      }
    }
    return outputs;
  }

  private static List<String> command(StepContext context) {
    Object command = context.params().get("command");
    if (command instanceof String line && !line.isBlank()) {
      return List.of("sh", "-c", line);
    }
    if (command instanceof List<?> words && !words.isEmpty()) {
      return words.stream().map(String::valueOf).toList();
    }
    throw NoriaException.invalid(
        "param command: " + command + " (expected: a line for sh, or a list of arguments)");
  }

  private static List<?> list(StepContext context, String param) {
    return context.params().get(param) instanceof List<?> list ? list : List.of();
  }

  private static Map<String, String> environment(StepContext context, Path out) throws IOException {
    var variables = new LinkedHashMap<String, String>();
    if (context.params().get("environment") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
    }
    Path params = context.workFolder().resolve("params.json");
    Files.writeString(params, Json.write(context.params()));
    variables.put("NORIA_PARAMS", params.toString());
    variables.put("NORIA_OUTPUT_DIR", out.toString());
    variables.put("NORIA_TASK", context.task().toString());
    variables.put("NORIA_ATTEMPT", Integer.toString(context.attempt()));
    Instant eventTime = context.eventTime();
    if (eventTime != null) {
      variables.put("NORIA_EVENT_TIME", eventTime.toString());
    }
    for (var input : new TreeMap<>(context.inputs()).entrySet()) {
      variables.put(variable(input.getKey()), given(context, input.getKey(), input.getValue()));
    }
    return variables;
  }

  private static String variable(String input) {
    return "NORIA_INPUT_" + input.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  private static String given(StepContext context, String name, Value value) throws IOException {
    return switch (value) {
      case Value.Data data -> text(data);
      case Value.Record record -> record.ref().toString();
      case Value.File file -> copy(context, folder(context, name), file).toString();
      case Value.Many many when many.records().size() == many.items().size() ->
          String.join("\n", many.records().stream().map(r -> r.ref().toString()).toList());
      case Value.Many many -> {
        Path folder = folder(context, name);
        for (Value.File file : many.files()) {
          copy(context, folder, file);
        }
        yield folder.toString();
      }
    };
  }

  private static String text(Value.Data data) {
    return data.json().startsWith("\"") ? data.asString() : data.json();
  }

  private static Path folder(StepContext context, String input) throws IOException {
    return Files.createDirectories(context.workFolder().resolve("inputs").resolve(input));
  }

  private static Path copy(StepContext context, Path folder, Value.File file) throws IOException {
    return Files.createSymbolicLink(
        folder.resolve(Path.of(file.name()).getFileName()), context.localFile(file));
  }

  private static Map<String, Value> outputs(StepContext context, Path out) throws IOException {
    var outputs = new TreeMap<String, Value>();
    try (var files = Files.list(out)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.equals(VALUES)) {
          Json.readMap(Files.readString(file), Object.class)
              .forEach((key, value) -> outputs.put(key, Value.of(value)));
        } else {
          outputs.put(name, context.store(name, file));
        }
      }
    }
    return outputs;
  }
}
