package io.noria.protocols.rest;

import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.collaboration.Collaboration;
import io.noria.tracking.Experiment;
import io.noria.tracking.ExperimentId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The records that people write about. */
final class Subjects {
  private static final int LONGEST = 600;

  private final RestServices services;
  private final Collaboration collaboration;
  private final Titles titles;

  Subjects(RestServices services) {
    this.services = services;
    this.collaboration = services.collaboration();
    this.titles = new Titles(services);
  }

  /**
   * Reads the address of a record that is there.
   *
   * @throws NoriaException INVALID_ARGUMENT when it is none, NOT_FOUND when nothing is there
   */
  Ref require(@Nullable String text) {
    if (text == null) {
      throw NoriaException.invalid("subject: missing (expected: kind:id, for example run:0f3a)");
    }
    if (text.length() > LONGEST) {
      throw NoriaException.invalid(
          "subject: " + text.length() + " characters (expected: at most " + LONGEST + ")");
    }
    Ref ref = Ref.parse(text);
    if (!exists(ref)) {
      throw NoriaException.notFound("subject: there is no " + ref);
    }
    return ref;
  }

  private boolean exists(Ref ref) {
    return switch (ref.kind()) {
      case PROJECT -> services.projects().find(ref.id()).isPresent();
      case EXPERIMENT -> {
        services.tracking().experiments().get(new ExperimentId(ref.id()));
        yield true;
      }
      case MODEL -> services.registry().models().find(ref.id()).isPresent();
      case DATASET -> !services.datasets().list(ref.id(), 1, null).items().isEmpty();
      case PREDICTION -> prediction(ref.id());
      case REPORT -> collaboration.reports().get(ref.id()).deletedAt() == null;
      // Its name is all there is of it.
      case PIPELINE -> true;
      case DATASET_VERSION,
          RUN,
          PIPELINE_RUN,
          TASK,
          MODEL_VERSION,
          VERDICT,
          DEPLOYMENT,
          WINDOW,
          ALERT,
          TRIGGER ->
          titles.of(List.of(ref)).containsKey(ref);
      default -> true;
    };
  }

  private boolean prediction(String id) {
    try {
      return services.serving().predictions().find(UUID.fromString(id)).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** What the records are called; one that is not here any more is absent. */
  Map<Ref, String> titles(Collection<Ref> refs) {
    Map<Ref, String> found = new HashMap<>();
    titles.of(refs).forEach((ref, node) -> found.put(ref, node.title()));
    for (Ref ref : refs) {
      String title = found.containsKey(ref) ? null : title(ref);
      if (title != null) {
        found.put(ref, title);
      }
    }
    return found;
  }

  private @Nullable String title(Ref ref) {
    try {
      return switch (ref.kind()) {
        case PROJECT, DATASET, PIPELINE, MODEL -> exists(ref) ? ref.id() : null;
        case EXPERIMENT -> {
          Experiment experiment = services.tracking().experiments().get(new ExperimentId(ref.id()));
          yield experiment.name();
        }
        case REPORT -> collaboration.reports().get(ref.id()).title();
        default -> null;
      };
    } catch (NoriaException gone) {
      return null;
    }
  }
}
