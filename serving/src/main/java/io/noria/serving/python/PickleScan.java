package io.noria.serving.python;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a pickle or joblib file would import if it were loaded. Nothing is loaded to find that out.
 * It is no proof that a pickle is harmless: whatever it imports may do anything.
 *
 * @param globals classes and functions by their full names, sorted
 * @param versions of libraries that its objects name, by package
 * @param problem why it could not be followed to its end; empty when it could
 */
public record PickleScan(List<String> globals, Map<String, String> versions, String problem) {
  private static final long MOST_BYTES = 8L << 30;

  /** The package of a module, where it is known; none is guessed. */
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          Map.entry("sklearn", "scikit-learn"),
          Map.entry("numpy", "numpy"),
          Map.entry("scipy", "scipy"),
          Map.entry("pandas", "pandas"),
          Map.entry("joblib", "joblib"),
          Map.entry("xgboost", "xgboost"),
          Map.entry("lightgbm", "lightgbm"),
          Map.entry("catboost", "catboost"),
          Map.entry("cloudpickle", "cloudpickle"),
          Map.entry("dill", "dill"),
          Map.entry("imblearn", "imbalanced-learn"),
          Map.entry("category_encoders", "category-encoders"),
          Map.entry("statsmodels", "statsmodels"),
          Map.entry("skops", "skops"),
          Map.entry("torch", "torch"),
          Map.entry("mlflow", "mlflow"));

  private static final Set<String> ALARMING =
      Set.of(
          "os",
          "posix",
          "nt",
          "subprocess",
          "socket",
          "shutil",
          "sys",
          "runpy",
          "pty",
          "ctypes",
          "importlib",
          "webbrowser",
          "urllib",
          "http",
          "requests",
          "code",
          "codeop",
          "pdb");

  private static final Set<String> ALARMING_BUILTINS =
      Set.of("eval", "exec", "compile", "open", "__import__", "getattr", "input", "breakpoint");

  /** Copies. */
  public PickleScan {
    globals = List.copyOf(globals);
    versions = Map.copyOf(versions);
  }

  /** Looks at a file; what is no pickle has a {@link #problem}. */
  public static PickleScan of(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file)) {
      return of(bytes);
    }
  }

  /** Looks at the bytes of a file, as far as it needs to; they are not closed. */
  public static PickleScan of(InputStream file) {
    TreeSet<String> globals = new TreeSet<>();
    LinkedHashMap<String, String> versions = new LinkedHashMap<>();
    String problem = "";
    try {
      InputStream bytes = new BufferedInputStream(file, 1 << 16);
      PickleMachine.follow(PickleStream.of(bytes, MOST_BYTES), globals, versions);
    } catch (IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new PickleScan(List.copyOf(globals), versions, problem);
  }

  /** The outermost modules that it would import, sorted. */
  public List<String> modules() {
    return globals.stream()
        .map(name -> name.replaceAll("\\..*", ""))
        .distinct()
        .filter(name -> !name.startsWith("copyreg ("))
        .toList();
  }

  /** Those that no model needs and that run programs, reach the network or the disk. */
  public List<String> alarming() {
    List<String> found = new ArrayList<>();
    for (String name : globals) {
      String module = name.replaceAll("\\..*", "");
      String last = name.substring(name.lastIndexOf('.') + 1);
      boolean builtin = module.equals("builtins") || module.equals("__builtin__");
      if (builtin ? ALARMING_BUILTINS.contains(last) : ALARMING.contains(module)) {
        found.add(name);
      }
    }
    return found;
  }

  /** The packages that it needs, as far as they can be told; the usual ones when none can. */
  public Requirements requirements() {
    Set<String> wanted = new TreeSet<>();
    for (String module : modules()) {
      String name = PACKAGES.get(module);
      if (name != null) {
        wanted.add(name);
      }
    }
    if (wanted.isEmpty() || wanted.contains("scikit-learn") || !problem.isEmpty()) {
      wanted.addAll(List.of("scikit-learn", "numpy", "pandas"));
    }
    List<String> pinned = new ArrayList<>();
    for (String name : wanted) {
      String version = versions.getOrDefault(name, "");
      pinned.add(version.matches("\\d+(\\.\\d+)*(rc\\d+)?") ? name + "==" + version : name);
    }
    return new Requirements(null, pinned);
  }

  /** What it is, as a sentence for who decides whether it may be loaded. */
  public String inWords() {
    String imports =
        globals.isEmpty()
            ? "to load it would import nothing that is seen"
            : "to load it would import "
                + globals.stream().limit(12).collect(Collectors.joining(", "))
                + (globals.size() > 12 ? " and %d more".formatted(globals.size() - 12) : "");
    List<String> alarming = alarming();
    String alarm =
        alarming.isEmpty()
            ? ""
            : "; no model needs " + alarming.stream().limit(5).collect(Collectors.joining(", "));
    return imports + alarm + (problem.isEmpty() ? "" : "; what follows is not seen: " + problem);
  }
}
