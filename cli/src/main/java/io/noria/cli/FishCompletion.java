package io.noria.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Fish's completions of a command with its subcommands and options. */
final class FishCompletion {
  private final StringBuilder script = new StringBuilder();

  private FishCompletion() {}

  /** The script. */
  static String of(CommandSpec root) {
    FishCompletion fish = new FishCompletion();
    fish.script.append("# Completions of noria for fish, made by: noria completion fish\n");
    fish.script.append("complete -c noria -f\n");
    fish.command(root, List.of());
    return fish.script.toString();
  }

  private void command(CommandSpec command, List<String> path) {
    String condition = condition(command, path);
    for (CommandLine sub : subcommands(command)) {
      line(condition)
          .append(" -a ")
          .append(quoted(sub.getCommandName()))
          .append(described(sub.getCommandSpec().usageMessage().description()));
      script.append('\n');
    }
    String within = within(path);
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        option(option, within);
      }
    }
    for (CommandLine sub : subcommands(command)) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(sub.getCommandName());
      command(sub.getCommandSpec(), deeper);
    }
    boolean files =
        command.positionalParameters().stream().anyMatch(p -> Path.class.equals(p.type()));
    if (files) {
      line(within).append(" -F\n");
    }
  }

  private static List<CommandLine> subcommands(CommandSpec command) {
    return command.subcommands().values().stream()
        .distinct()
        .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
        .toList();
  }

  private void option(OptionSpec option, String condition) {
    StringBuilder line = line(condition);
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : name.length() == 2 ? " -s " : " -o ")
          .append(quoted(name.replaceFirst("^--?", "")));
    }
    if (option.arity().max() > 0 && option.type() != boolean.class) {
      boolean file = Path.class.equals(option.type());
      line.append(file ? " -r -F" : " -x");
      if (option.completionCandidates() != null) {
        List<String> words = new ArrayList<>();
        option.completionCandidates().forEach(words::add);
        line.append(" -a ").append(quoted(String.join(" ", words)));
      }
    }
    line.append(described(option.description())).append('\n');
  }

  private StringBuilder line(String condition) {
    return script.append("complete -c noria -n ").append(quoted(condition));
  }

  /** When a subcommand may come next. */
  private static String condition(CommandSpec command, List<String> path) {
    if (path.isEmpty()) {
      return "__fish_use_subcommand";
    }
    String names =
        subcommands(command).stream()
            .map(CommandLine::getCommandName)
            .collect(Collectors.joining(" "));
    return names.isEmpty()
        ? within(path)
        : within(path) + "; and not __fish_seen_subcommand_from " + names;
  }

  private static String within(List<String> path) {
    return path.isEmpty()
        ? "__fish_use_subcommand"
        : path.stream()
            .map(name -> "__fish_seen_subcommand_from " + name)
            .collect(Collectors.joining("; and "));
  }

  private static String described(String[] description) {
    String text = Stream.of(description).findFirst().orElse("").replace("%n", " ").strip();
    return text.isEmpty() ? "" : " -d " + quoted(text);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
