package io.noria.thread.why;

import io.noria.datasets.DatasetVersion;
import io.noria.delivery.GateBook;
import io.noria.registry.ModelVersion;
import io.noria.registry.Move;
import io.noria.registry.Registry;
import io.noria.serving.LoggedPrediction;
import io.noria.thread.Story.DataRead;
import io.noria.thread.Story.NextStep;
import io.noria.thread.Story.Skew;
import io.noria.tracking.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one may do after reading a story: the commands, most pressing first. */
public final class NextSteps {
  private final Registry registry;

  /** Asks the registry where to roll back to. */
  public NextSteps(Registry registry) {
    this.registry = registry;
  }

  /** The steps. */
  public List<NextStep> of(
      LoggedPrediction prediction,
      @Nullable ModelVersion version,
      @Nullable Run run,
      List<DataRead> data,
      @Nullable Skew skew) {
    List<NextStep> steps = new ArrayList<>();
    List<String> revoked =
        data.stream()
            .filter(read -> withdrawn(read.version()))
            .map(read -> read.id().toString())
            .toList();
    if (!revoked.isEmpty()) {
      steps.add(
          new NextStep(
              "noria deployments rollback %s --why \"%s revoked\""
                  .formatted(prediction.deployment(), String.join(", ", revoked)),
              "the version learned from data that was revoked; this goes back to one that did not"));
    } else if (version != null) {
      former(version)
          .ifPresent(to ->
              steps.add(
                  new NextStep(
                      "noria models rollback %s %d --why \"prediction %s\""
                          .formatted(prediction.model(), to, prediction.id()),
                      "version %d was champion before; this makes it answer again".formatted(to))));
    }
    if (run != null) {
      steps.add(
          new NextStep(
              "noria rerun " + run.id().ref(),
              "makes the model again from its recorded inputs alone and compares the digests"));
    }
    if (skew != null && !skew.differing().isEmpty()) {
      steps.add(
          new NextStep(
              "noria drift " + prediction.deployment(),
              "serving and training see different features; whether more rows are so"));
    }
    steps.add(
        new NextStep(
            "noria lineage prediction:" + prediction.id(), "everything on the thread, both ways"));
    return steps;
  }

  private static boolean withdrawn(@Nullable DatasetVersion version) {
    return version != null && version.status() == DatasetVersion.Status.REVOKED;
  }

  /** The version that was champion before this one, when this one is champion now. */
  private Optional<Integer> former(ModelVersion version) {
    if (!version.aliases().contains(GateBook.CHAMPION)) {
      return Optional.empty();
    }
    Integer former = null;
    for (var recorded : registry.moves().history(version.id())) {
      if (recorded.move() instanceof Move.OfAlias move
          && move.alias().equals(GateBook.CHAMPION)
          && move.to() != null
          && move.to() == version.id().version()) {
        former = move.from();
      }
    }
    return Optional.ofNullable(former)
        .filter(of -> of != version.id().version())
        .filter(of ->
            registry
                .versions()
                .find(new io.noria.registry.ModelVersionId(version.id().model(), of))
                .isPresent());
  }
}
