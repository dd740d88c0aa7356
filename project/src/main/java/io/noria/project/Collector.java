package io.noria.project;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.datasets.DatasetVersion;
import io.noria.datasets.Datasets;
import io.noria.datasets.Offer;
import io.noria.datasets.OfferedVersion;
import io.noria.datasets.expectation.Expectations;
import io.noria.project.ProjectSpec.Source;
import io.noria.project.ProjectSpec.Versioning;
import io.noria.project.sql.SqlProjectStore;
import io.noria.project.sql.SqlProjectStore.Offered;
import io.noria.project.wheel.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Finds new and changed files of a project's sources and offers them as versions. */
final class Collector {
  private final Datasets datasets;
  private final SqlProjectStore store;

  Collector(Datasets datasets, SqlProjectStore store) {
    this.datasets = datasets;
    this.store = store;
  }

  /**
   * Files of one version, and whether any of them is new or changed.
   *
   * @param source whose
   * @param label the version's
   * @param files by path, with how they look now
   * @param fresh whether it must be offered
   */
  record Group(Source source, String label, Map<String, Offered> files, boolean fresh) {}

  /** What was found. */
  record Found(
      List<DatasetVersion> accepted,
      List<DatasetVersion> refused,
      List<DatasetVersion> revoked,
      int unchanged) {}

  /** The groups of all sources, sources without periods first, then oldest first. */
  List<Group> look(String project, Path folder, ProjectSpec spec, Map<String, String> texts) {
    var groups = new ArrayList<Group>();
    for (Source source : spec.data()) {
      if (source.version() == Versioning.WHOLE) {
        groups.addAll(groups(project, folder, source, texts));
      }
    }
    for (Source source : spec.data()) {
      if (source.version() != Versioning.WHOLE) {
        groups.addAll(groups(project, folder, source, texts));
      }
    }
    return groups;
  }

  private List<Group> groups(
      String project, Path folder, Source source, Map<String, String> texts) {
    String path = source.expect();
    String rules = path == null ? "" : Labels.digest(texts.getOrDefault(path, ""));
    Map<String, Offered> before = store.offered(project, source.name());
    Map<String, Map<String, Offered>> byLabel = new TreeMap<>();
    ProjectFolder.files(folder, source)
        .forEach((name, file) -> {
          Offered now = offered(source, file, before.get(name), rules);
          byLabel.computeIfAbsent(now.label(), _ -> new LinkedHashMap<>()).put(name, now);
        });
    var groups = new ArrayList<Group>();
    byLabel.forEach((label, files) -> {
      boolean fresh =
          files.entrySet().stream()
              .anyMatch(file -> !file.getValue().equals(before.get(file.getKey())));
      groups.add(new Group(source, label, files, fresh));
    });
    return groups;
  }

  private Offered offered(Source source, Path file, @Nullable Offered before, String rules) {
    try {
      long size = Files.size(file);
      long modified = Files.getLastModifiedTime(file).to(TimeUnit.MICROSECONDS);
      if (before != null && before.size() == size && before.modifiedMicros() == modified) {
        return new Offered(size, modified, rules, before.label());
      }
      return new Offered(size, modified, rules, label(source, file));
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.INVALID_ARGUMENT,
          "data." + source.name() + ": " + file + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  private String label(Source source, Path file) {
    if (source.version() == Versioning.WHOLE) {
      return "all";
    }
    Instant first = datasets.inspect(List.of(file), source.time()).from();
    if (first == null) {
      throw NoriaException.invalid(
          "data.%s: %s: no value in %s (expected: times that tell its version)"
              .formatted(source.name(), file.getFileName(), source.time()));
    }
    return Labels.of(source.version(), first);
  }

  /** Offers the fresh groups of the project as it was applied. */
  Found offer(Project project) {
    var accepted = new ArrayList<DatasetVersion>();
    var refused = new ArrayList<DatasetVersion>();
    var revoked = new ArrayList<DatasetVersion>();
    int unchanged = 0;
    List<Group> groups = look(project.name(), project.folder(), project.spec(), project.texts());
    for (Group group : groups) {
      if (!group.fresh()) {
        unchanged++;
        continue;
      }
      switch (offer(project, group)) {
        case Offer.Accepted offer -> accepted.add(offer.version());
        case Offer.Refused offer -> refused.add(offer.version());
        case Offer.Revoked offer -> revoked.add(offer.version());
        case Offer.Unchanged _ -> unchanged++;
      }
      store.offered(project.name(), group.source().name(), group.files());
    }
    return new Found(accepted, refused, revoked, unchanged);
  }

  private Offer offer(Project project, Group group) {
    Source source = group.source();
    Expectations expectations = ProjectFolder.expectations(project, source);
    return datasets.offer(
        new OfferedVersion(
            source.name(),
            group.label(),
            group.files().keySet().stream().map(project.folder()::resolve).toList(),
            source.time(),
            String.join(", ", group.files().keySet()),
            expectations));
  }
}
