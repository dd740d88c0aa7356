package io.noria.dist;

import io.noria.cli.NoriaCommand;
import io.noria.dist.demo.DemoCommand;
import io.noria.dist.serve.PredictCommand;
import io.noria.dist.serve.ServeCommand;
import java.util.List;

/** The entry point of {@code noria}. */
public final class Main {
  private Main() {}

  /** Runs the command and exits with its status. */
  public static void main(String[] arguments) {
    shareCores();
    int status =
        NoriaCommand.commandLine(
                List.of(
                    new ServerCommand(),
                    new ServeCommand(),
                    new PredictCommand(),
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

  /**
   * Virtual threads are not pre-empted: with one carrier a core, two long searches hold up every
   * short request behind them. With two a core the system's scheduler takes turns, which here made
   * the slowest writes beside searches five times quicker. Must come before the first of them.
   */
  private static void shareCores() {
    String parallelism = "jdk.virtualThreadScheduler.parallelism";
    if (System.getProperty(parallelism) == null) {
      int carriers = 2 * Runtime.getRuntime().availableProcessors();
      System.setProperty(parallelism, Integer.toString(carriers));
    }
  }
}
