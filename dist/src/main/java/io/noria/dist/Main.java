package io.noria.dist;

import io.noria.cli.NoriaCommand;
import io.noria.dist.demo.DemoCommand;
import java.util.List;

/** The entry point of {@code noria}. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    int status =
        NoriaCommand.commandLine(
                List.of(
                    new ServerCommand(),
                    new InitCommand(),
                    new DemoCommand(),
                    new ImportCommand(),
                    new GcCommand(),
                    new BackupCommand(),
                    new RestoreCommand(),
                    new ExportCommand(),
                    new DoctorCommand(),
                    new WarmUpCommand()))
            .execute(arguments);
    System.exit(status);
  }
}
