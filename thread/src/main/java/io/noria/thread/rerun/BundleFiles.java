package io.noria.thread.rerun;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.base.Ref;
import io.noria.storage.object.Digest;
import io.noria.thread.rerun.Rerun.Output;
import io.noria.tracking.Artifact;
import io.noria.tracking.ArtifactRoot;
import io.noria.tracking.Run;
import io.noria.tracking.RunId;
import io.noria.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of two runs side by side. A text that names its run and the moment it was written, as a
 * bundle's {@code MLmodel} does, is the same when nothing else in it differs. Thread-safe.
 */
final class BundleFiles {
  private static final long MOST_TEXT = 64 * 1024;
  private static final Pattern MOMENT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z?");

  private final Tracking tracking;

  BundleFiles(Tracking tracking) {
    this.tracking = tracking;
  }

  /** Each file of the run beside the other run's; with no other run yet, what is to be made. */
  List<Output> of(Ref run, @Nullable Ref other) {
    List<Output> outputs = new ArrayList<>();
    Run then = tracking.runs().get(new RunId(run.id()));
    Run now = other == null ? null : tracking.runs().get(new RunId(other.id()));
    for (Artifact file : tracking.artifacts().files(then.info().artifacts(), "")) {
      Digest digest = file.digest();
      if (digest == null) {
        continue;
      }
      Optional<Artifact> made =
          now == null
              ? Optional.empty()
              : tracking.artifacts().find(now.info().artifacts(), file.path());
      String madeDigest = made.map(Artifact::digest).map(Digest::value).orElse(null);
      outputs.add(
          new Output(
              file.path(),
              file.path(),
              digest.value(),
              madeDigest,
              now == null
                  ? null
                  : (Boolean)
                      (digest.value().equals(madeDigest)
                          || (made.isPresent() && alike(then, file, now, made.get())))));
    }
    return outputs;
  }

  private boolean alike(Run then, Artifact file, Run now, Artifact made) {
    return file.size() <= MOST_TEXT
        && made.size() <= MOST_TEXT
        && neutral(then, file.path()).equals(neutral(now, made.path()));
  }

  private String neutral(Run run, String path) {
    ArtifactRoot root = run.info().artifacts();
    try (InputStream in = tracking.artifacts().open(root, path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
      return MOMENT.matcher(text.replace(run.id().value(), "{run}")).replaceAll("{moment}");
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "file %s of %s: %s".formatted(path, run.id(), e.getMessage()), e);
    }
  }
}
