package io.noria.registry.sql;

import io.noria.registry.ModelVersionId;
import io.noria.registry.Move;
import io.noria.registry.RecordedMove;
import io.noria.registry.Stage;
import io.noria.registry.Standing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Where versions stood at a moment, by the moves until then. */
final class Standings {
  private Standings() {}

  static Standing at(Handle handle, String asked, Instant moment, boolean byEventTime) {
    String model = now(handle, asked);
    List<Standing.OfVersion> aliases = new ArrayList<>();
    Map<ModelVersionId, RecordedMove> stages = new HashMap<>();
    for (RecordedMove recorded : last(handle, model, moment, byEventTime)) {
      switch (recorded.move()) {
        case Move.OfAlias move -> {
          Integer to = move.to();
          if (to != null) {
            aliases.add(
                standing(move.alias(), new ModelVersionId(model, to), recorded, byEventTime));
          }
        }
        case Move.OfStage move -> stages.put(move.version(), recorded);
        case Move.OfDeletion move -> stages.put(move.version(), recorded);
      }
    }
    List<Standing.OfVersion> standing = new ArrayList<>();
    Set<ModelVersionId> here = new HashSet<>();
    for (VersionRows.Row row : VersionRows.list(handle, "WHERE model = ?", model)) {
      here.add(row.version().id());
      one(row, stages.get(row.version().id()), moment, byEventTime).ifPresent(standing::add);
    }
    // A version that was deleted for good has left only its moves.
    stages.forEach((id, recorded) -> {
      if (recorded.move() instanceof Move.OfStage move && !here.contains(id)) {
        standing.add(standing(move.to().title(), id, recorded, byEventTime));
      }
    });
    standing.sort(
        Comparator.comparingInt((Standing.OfVersion one) -> order(one.name()))
            .thenComparing(one -> -one.version().version()));
    aliases.sort(Comparator.comparing(Standing.OfVersion::name));
    return new Standing(model, then(handle, model, moment), moment, standing, aliases);
  }

  /** The last move of each alias and of each version's stage. */
  private static List<RecordedMove> last(
      Handle handle, String model, Instant moment, boolean byEventTime) {
    String when = byEventTime ? "COALESCE(event_ms, recorded_ms)" : "recorded_ms";
    return MoveRows.list(
        handle,
        "WHERE sequence IN (SELECT MAX(sequence) FROM model_moves WHERE model = ? AND "
            + when
            + " <= ? GROUP BY alias, CASE WHEN alias IS NULL THEN version ELSE 0 END)"
            + " ORDER BY sequence",
        model,
        moment);
  }

  private static Optional<Standing.OfVersion> one(
      VersionRows.Row row, @Nullable RecordedMove last, Instant moment, boolean byEventTime) {
    ModelVersionId id = row.version().id();
    if (last != null) {
      return last.move() instanceof Move.OfStage move
          ? Optional.of(standing(move.to().title(), id, last, byEventTime))
          : Optional.empty();
    }
    Instant eventTime = row.version().eventTime();
    Instant made = byEventTime && eventTime != null ? eventTime : row.version().createdAt();
    return made.isAfter(moment)
        ? Optional.empty()
        : Optional.of(
            new Standing.OfVersion(
                Stage.DEVELOPMENT.title(), id, made, row.version().user(), null));
  }

  private static Standing.OfVersion standing(
      String name, ModelVersionId id, RecordedMove recorded, boolean byEventTime) {
    Instant eventTime = recorded.move().eventTime();
    Instant since = byEventTime && eventTime != null ? eventTime : recorded.recordedAt();
    return new Standing.OfVersion(name, id, since, recorded.who(), recorded.move());
  }

  private static int order(String stage) {
    return switch (Stage.parse(stage)) {
      case PRODUCTION -> 0;
      case STAGING -> 1;
      case DEVELOPMENT -> 2;
      case ARCHIVED -> 3;
    };
  }

  /** The name that the model has now; a name that a model has goes before one that another had. */
  static String now(Handle handle, String asked) {
    String name = asked;
    Set<String> seen = new HashSet<>();
    while (seen.add(name)) {
      if (exists(handle, name)) {
        return name;
      }
      Optional<String> renamed =
          handle
              .select(
                  "SELECT new_name FROM model_renames WHERE old_name = ?"
                      + " ORDER BY sequence DESC LIMIT 1",
                  name)
              .mapTo(String.class)
              .findFirst();
      if (renamed.isEmpty()) {
        break;
      }
      name = renamed.get();
    }
    throw Fault.noModel(asked);
  }

  private static boolean exists(Handle handle, String name) {
    return handle
        .select("SELECT 1 FROM registered_models WHERE name = ?", name)
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  /** The name that the model had: renames are taken back until the moment. */
  private static String then(Handle handle, String model, Instant moment) {
    String name = model;
    long below = Long.MAX_VALUE;
    while (true) {
      Optional<Map.Entry<Long, String>> before =
          handle
              .select(
                  "SELECT sequence, old_name FROM model_renames WHERE new_name = ?"
                      + " AND recorded_ms > ? AND sequence < ? ORDER BY sequence DESC LIMIT 1",
                  name,
                  moment,
                  below)
              .map((rows, context) -> Map.entry(rows.getLong(1), rows.getString(2)))
              .findFirst();
      if (before.isEmpty()) {
        return name;
      }
      below = before.get().getKey();
      name = before.get().getValue();
    }
  }
}
