package io.noria.dist;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code noria import}. */
@Command(
    name = "import",
    description = "Brings the history of another system over.",
    mixinStandardHelpOptions = true,
    subcommands = {ImportMlflowCommand.class, ImportNeptuneCommand.class, ImportCometCommand.class})
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "import: of what? (expected: mlflow, neptune or comet)");
  }
}
