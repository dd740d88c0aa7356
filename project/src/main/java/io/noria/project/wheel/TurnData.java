package io.noria.project.wheel;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.pipelines.Retries;
import io.noria.pipelines.TaskSpec;
import io.noria.pipelines.Value;
import io.noria.project.Project;
import io.noria.project.ProjectSpec;
import io.noria.project.ProjectSpec.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** The versions of a project's sources as they stand, and the tasks that read them. */
final class TurnData {
  static final Retries TWICE = Retries.of(2);

  private final Project project;
  private final ProjectSpec spec;
  private final Map<String, List<DatasetVersion>> versions = new LinkedHashMap<>();

  TurnData(Project project, Datasets datasets) {
    this.project = project;
    this.spec = project.spec();
    for (Source source : spec.data()) {
      versions.put(source.name(), datasets.current(source.name()));
    }
  }

  ProjectSpec spec() {
    return spec;
  }

  /** The current versions of the source. */
  List<DatasetVersion> versions(Source source) {
    return versions.getOrDefault(source.name(), List.of());
  }

  /** The columns that no model learns from. */
  List<String> notFeatures() {
    var columns = new ArrayList<String>();
    columns.add(spec.target().column());
    add(columns, spec.prepare().asOf());
    spec.data().stream().map(Source::time).forEach(time -> add(columns, time));
    add(columns, spec.target().arrives().column());
    spec.prepare().key().forEach(column -> add(columns, column));
    spec.prepare().exclude().forEach(column -> add(columns, column));
    return columns;
  }

  private static void add(List<String> columns, @Nullable String column) {
    if (column != null && !column.isEmpty() && !columns.contains(column)) {
      columns.add(column);
    }
  }

  /**
   * A task that makes features.
   *
   * @param label what the rows are called
   * @param read which versions of a source its SQL is given
   */
  TaskSpec prepare(String label, BiPredicate<Source, DatasetVersion> read) {
    Source primary = spec.primary();
    String file = spec.prepare().sql();
    String sql =
        file == null ? "SELECT * FROM " + primary.name() : project.texts().getOrDefault(file, "");
    TaskSpec task =
        TaskSpec.of("prepare-" + label, PrepareStep.TYPE)
            .param("sql", sql)
            .param("file", file == null ? primary.name() : file)
            .param("target", spec.target().column())
            .param("key", spec.prepare().key())
            .param("not_features", notFeatures())
            .param("label", label)
            .retries(TWICE);
    for (Source source : spec.data()) {
      List<Value.Record> given =
          versions(source).stream()
              .filter(version -> read.test(source, version))
              .map(TurnData::record)
              .toList();
      if (given.isEmpty()) {
        throw new NoriaException(
            ErrorCode.FAILED_PRECONDITION,
            "project %s: no data of %s for %s".formatted(spec.name(), source.name(), label));
      }
      task = task.input(source.name(), Value.many(given));
    }
    return task;
  }

  static Value.Record record(DatasetVersion version) {
    return new Value.Record(version.ref(), version.digest().value());
  }
}
