package io.noria.project.init;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person said; null and empty mean: find out, or ask.
 *
 * @param data a file, a folder, a glob, or {@code postgresql://user@host/db}
 * @param query the SELECT, when the data is in a database
 * @param folder where the project goes; null for one named after the data, in {@code here}
 * @param here the folder that relative paths start from
 * @param answers to questions
 * @param copy whether large files are copied rather than linked
 * @param force whether a folder with files in it may be written to
 */
public record InitRequest(
    String data,
    @Nullable String query,
    @Nullable Path folder,
    Path here,
    Answers answers,
    boolean copy,
    boolean force) {
  /**
   * Answers given beforehand.
   *
   * @param name the project's name
   * @param target the column to predict
   * @param task {@code binary}, {@code multiclass} or {@code regression}
   * @param positive the value that a high score speaks for
   * @param time the column of event time; {@code none} for none
   * @param period {@code day}, {@code week}, {@code month} or {@code year}
   * @param arrives how long after the time the truth is known, for example {@code 12h}
   * @param key columns that name a row
   * @param exclude columns that are no features; {@code *} stands for any letters
   * @param keep columns that stay features although something speaks against them
   */
  public record Answers(
      @Nullable String name,
      @Nullable String target,
      @Nullable String task,
      @Nullable String positive,
      @Nullable String time,
      @Nullable String period,
      @Nullable String arrives,
      List<String> key,
      List<String> exclude,
      List<String> keep) {
    /** Copies. */
    public Answers {
      key = List.copyOf(key);
      exclude = List.copyOf(exclude);
      keep = List.copyOf(keep);
    }

    /** Nothing said but the target. */
    public static Answers target(@Nullable String target) {
      return new Answers(
          null, target, null, null, null, null, null, List.of(), List.of(), List.of());
    }
  }
}
