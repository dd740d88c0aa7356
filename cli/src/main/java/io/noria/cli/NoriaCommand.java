package io.noria.cli;

import io.noria.base.NoriaException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the command line. Exit status: 0 done, 1 refused or failed, 2 wrong usage. */
@Command(
    name = "noria",
    description = "The whole life of a machine-learning model in one program.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = NoriaCommand.Version.class,
    footer = {
      "",
      "Start with `noria demo`, or `noria server` and an MLflow client.",
      "NORIA_URL names the server of remote commands (default http://127.0.0.1:7600), NORIA_TOKEN the caller.",
      "Completion: source <(noria completion bash), or zsh, or fish."
    })
public final class NoriaCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command line with the remote commands and the local ones that the distribution adds. */
  public static CommandLine commandLine(List<Object> localCommands) {
    CommandLine root = new CommandLine(new NoriaCommand());
    localCommands.forEach(root::addSubcommand);
    List.of(
            new PlanCommand(),
            new ApplyCommand(),
            new RunCommand(),
            new RunsCommand(),
            new ModelsCommand(),
            new DatasetsCommand(),
            new DeploymentsCommand(),
            new DriftCommand(),
            new LineageCommand(),
            new RerunCommand(),
            new WhyCommand(),
            new TokensCommand(),
            new CompletionCommand())
        .forEach(root::addSubcommand);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setUsageHelpAutoWidth(true);
    root.setExitCodeExceptionMapper(e -> e instanceof CommandLine.ParameterException ? 2 : 1);
    root.setExecutionExceptionHandler((e, command, parsed) -> {
      if (!(e instanceof NoriaException)) {
        throw e;
      }
      command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
      return 1;
    });
    return root;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = NoriaCommand.class.getPackage().getImplementationVersion();
      return new String[] {"noria " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
