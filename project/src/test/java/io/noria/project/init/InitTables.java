package io.noria.project.init;

import io.noria.base.NoriaException;
import io.noria.engine.duckdb.DuckDbEngine;
import io.noria.engine.duckdb.DuckDbSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Small tables in a folder, and what init makes of them. */
final class InitTables implements AutoCloseable {
  final Path folder;
  final DuckDbEngine engine;

  InitTables(Path folder) {
    this.folder = folder;
    this.engine = DuckDbEngine.open(DuckDbSettings.defaults(folder.resolve(".engine")));
  }

  /** Lines of a CSV file. */
  static String csv(String head, int rows, BiFunction<Integer, Random, String> line) {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder(head).append('\n');
    for (int i = 0; i < rows; i++) {
      text.append(line.apply(i, random)).append('\n');
    }
    return text.toString();
  }

  Path write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  Path write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    return Files.write(file, bytes);
  }

  static InitRequest.Answers answers(
      @Nullable String target, @Nullable String task, @Nullable String time) {
    return new InitRequest.Answers(
        null, target, task, null, time, null, null, List.of(), List.of(), List.of());
  }

  Initialized init(String data, String target) {
    return init(data, InitRequest.Answers.target(target), Asker.nobody());
  }

  Initialized init(String data, InitRequest.Answers answers, Asker asker) {
    return Init.run(
        engine,
        new InitRequest(data, null, Path.of("project"), folder, answers, false, false),
        asker);
  }

  /** The sentence that it is refused with; nothing may have been written. */
  String refusal(String data, @Nullable String target) throws IOException {
    List<Path> before = files();
    try {
      Initialized done = init(data, answers(target, null, null), Asker.nobody());
      throw new AssertionError("not refused: " + done.decisions());
    } catch (NoriaException e) {
      if (!files().equals(before)) {
        throw new AssertionError("files were left behind: " + files(), e);
      }
      return String.valueOf(e.getMessage());
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(".engine")).sorted().toList();
    }
  }

  String read(String name) throws IOException {
    return Files.readString(folder.resolve("project").resolve(name));
  }

  @Override
  public void close() {
    engine.close();
  }
}
