package io.noria.server.wiring;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.project.Projects;
import io.noria.registry.Move;
import io.noria.registry.MovePolicy;
import io.noria.serving.Deployment;
import io.noria.serving.Serving;
import io.noria.storage.sql.Transaction;
import java.util.List;
import java.util.function.Supplier;

/**
 * The gates' rules, and that a model keeps its name while a deployment or a project goes by it:
 * those keep predictions and verdicts under that name.
 */
public final class NameGuard implements MovePolicy {
  private final MovePolicy gates;
  private final Supplier<Serving> serving;
  private final Supplier<Projects> projects;

  /** The rules; the areas are asked for at the first rename, when all are open. */
  public NameGuard(MovePolicy gates, Supplier<Serving> serving, Supplier<Projects> projects) {
    this.gates = gates;
    this.serving = serving;
    this.projects = projects;
  }

  @Override
  public void check(Transaction tx, Move move) {
    gates.check(tx, move);
  }

  @Override
  public void checkRename(Transaction tx, String model) {
    gates.checkRename(tx, model);
  }

  @Override
  public void beforeRename(String model) {
    gates.beforeRename(model);
    List<String> deployments =
        serving.get().deployments().list().stream()
            .filter(deployment -> deployment.model().equals(model))
            .map(Deployment::name)
            .toList();
    if (!deployments.isEmpty()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model "
              + model
              + " keeps its name while deployments "
              + deployments
              + " serve it (expected: remove them first, or copy a version into a model of the new"
              + " name and let them follow that)");
    }
    if (projects.get().find(model).isPresent()) {
      throw new NoriaException(
          ErrorCode.FAILED_PRECONDITION,
          "model " + model + " belongs to the project of that name and keeps it");
    }
  }
}
