package io.noria.serving;

import io.noria.base.NoriaException;
import io.noria.registry.ModelVersionId;
import io.noria.registry.TrustedFiles;
import io.noria.registry.VersionFiles;
import io.noria.storage.object.Digest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether files of models may be run: those that are programs when they are loaded, such as
 * pickles. Thread-safe.
 */
public interface RunnableFiles {
  /** The server's rule. */
  SentIn rule();

  /**
   * Why these files may not be run, and what to do about it; empty when they may. Whoever goes on
   * must read the files by the digests in the listing and run nothing else.
   *
   * @param name the model's, as {@code NAME/VERSION}, for the text
   * @param files its folder's
   */
  Optional<String> refusal(String name, VersionFiles files);

  /** The files of the version as they are now. */
  VersionFiles files(ModelVersionId version);

  /** The decision that stands for the files. */
  Optional<TrustedFiles.Decision> decision(VersionFiles files);

  /**
   * Decides in the caller's name that the version's files, as they are now, may be run.
   *
   * @param expected the digest of the listing that the caller has seen; null for any
   * @throws NoriaException PERMISSION_DENIED where the rule is never; NOT_FOUND when there is no
   *     such version; FAILED_PRECONDITION when its files are others than expected, or elsewhere
   */
  TrustedFiles.Decision trust(ModelVersionId version, @Nullable Digest expected);

  /** Takes the decision back; what is loaded stays so until it is loaded anew. */
  void withdraw(ModelVersionId version);
}
