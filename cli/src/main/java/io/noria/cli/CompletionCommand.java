package io.noria.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code noria completion}: the script that a shell completes commands with. */
@Command(
    name = "completion",
    description = "Prints the completion script for bash, zsh or fish.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "bash and zsh: source <(noria completion bash)",
      "fish:         noria completion fish | source"
    })
final class CompletionCommand implements Runnable {
  /** The shells. */
  enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      paramLabel = "SHELL",
      arity = "0..1",
      defaultValue = "bash",
      description = "bash, zsh or fish (default bash)")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    switch (shell) {
      case BASH -> out.print(bash());
      case ZSH ->
          out.print(
              "#compdef noria\nautoload -U +X compinit && compinit\n"
                  + "autoload -U +X bashcompinit && bashcompinit\n"
                  + bash());
      case FISH -> out.print(FishCompletion.of(spec.root()));
    }
    out.flush();
  }

  private String bash() {
    return AutoComplete.bash("noria", spec.root().commandLine());
  }
}
