package io.noria.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command that runs a class of this program in a JVM of its own. */
public final class JvmCommand {
  private JvmCommand() {}

  /**
   * This JVM's {@code java} with this class path.
   *
   * @param options for the JVM, for example {@code -Xmx1g}
   * @param arguments for the class's main method
   */
  public static List<String> of(Class<?> main, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
