package io.noria.serving;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The deployments of this server. Thread-safe. */
public interface Deployments {
  /**
   * Makes the deployment, or changes what it follows; the same call again changes nothing. The
   * version is loaded, checked and warm when this returns. A reference that resolves to no version
   * yet is accepted: the deployment answers UNAVAILABLE until it does.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is no such model or version,
   *     FAILED_PRECONDITION when its bundle cannot be served
   */
  Deployment deploy(String name, String model, Follow follow);

  /**
   * @throws io.noria.base.NoriaException NOT_FOUND with the names there are
   */
  Deployment get(String name);

  /** The deployment, or empty. */
  Optional<Deployment> find(String name);

  /** All, by name. */
  List<Deployment> list();

  /**
   * The one that {@code /predict} means: the only one, or the one named {@code default}.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none, FAILED_PRECONDITION when it
   *     is not clear which
   */
  String defaultName();

  /** Stops answering; the log and the labels stay. One that is not there is no error. */
  void delete(String name);

  /** The swaps, newest first. */
  List<Swap> history(String name);

  /**
   * Resolves the references of every deployment of the model anew and swaps those that moved. A
   * version that cannot be loaded is noted as the deployment's problem and the former goes on.
   *
   * @param eventTime when the reference moved in the data's time; null when it has no say
   */
  void refresh(String model, String why, @Nullable Instant eventTime);

  /**
   * Takes over what another server on the same database recorded: deployments that it made or
   * deleted, and the versions that it swapped to. Records nothing.
   */
  void follow();
}
