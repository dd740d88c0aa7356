package io.noria.serving.python;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model needs of Python, normalised: names in lower case with {@code -} (PEP 503), no spaces
 * but before a marker, sorted, each once.
 *
 * @param python the version that it wants, {@code 3.11} or {@code 3.11.7}; null for any
 * @param packages as pip reads them: {@code scikit-learn==1.5.2}
 */
public record Requirements(@Nullable String python, List<String> packages) {
  private static final int MOST_BYTES = 256 << 10;
  private static final Pattern PACKAGE =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*(\\[[^\\]]*\\])?\\s*([^;]*?)\\s*(;.*)?");
  private static final Pattern VERSIONS =
      Pattern.compile("(\\(?\\s*((===|==|~=|!=|<=|>=|<|>)\\s*[A-Za-z0-9.*+!_-]+\\s*,?\\s*)*\\)?)");
  private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+(\\.\\d+)?)");
  private static final Pattern CONDA =
      Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*)\\s*=?=?\\s*([0-9][A-Za-z0-9.]*)?.*");

  /** Normalises and validates. */
  public Requirements {
    TreeSet<String> sorted = new TreeSet<>();
    int number = 0;
    for (String line : packages) {
      sorted.add(normal(line, ++number));
    }
    packages = List.copyOf(sorted);
    if (python != null && !VERSION.matcher(python).matches()) {
      throw NoriaException.invalid("python: " + python + " (expected: a version like 3.11)");
    }
  }

  /** Any Python with these. */
  public static Requirements of(String... packages) {
    return new Requirements(null, List.of(packages));
  }

  /**
   * What lies beside a model: {@code requirements.txt}, {@code python_env.yaml} and {@code
   * conda.yaml} of its folder (MLflow docs, "Model environments").
   *
   * @param path the model's folder, or its file
   * @return null when none of them is there
   * @throws NoriaException INVALID_ARGUMENT for one that cannot be read, with the line
   */
  public static @Nullable Requirements beside(Path path) {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    if (folder == null) {
      return null;
    }
    try {
      Path list = folder.resolve("requirements.txt");
      Path environment = folder.resolve("python_env.yaml");
      Path conda = folder.resolve("conda.yaml");
      String python = null;
      List<String> packages = Files.isRegularFile(list) ? lines(list) : null;
      if (Files.isRegularFile(environment)) {
        Map<String, Object> yaml = YamlFile.read(environment);
        python = version(yaml.get("python"));
        packages = packages == null ? named(yaml.get("dependencies")) : packages;
      }
      if (Files.isRegularFile(conda) && (packages == null || python == null)) {
        Object all = YamlFile.read(conda).get("dependencies");
        python = python == null ? condaPython(all) : python;
        packages = packages == null ? condaPackages(all) : packages;
      }
      return packages == null ? null : new Requirements(python, packages);
    } catch (IOException e) {
      throw NoriaException.invalid(folder + ": " + e.getMessage());
    }
  }

  /**
   * What a model needs: what lies {@linkplain #beside beside} it, else what its pickle tells, else
   * what most models need.
   *
   * @param path the model's folder, or its file
   * @throws NoriaException INVALID_ARGUMENT for a file beside it that cannot be read
   */
  public static Requirements forModel(Path path) {
    Requirements known = beside(path);
    if (known != null) {
      return known;
    }
    if (Files.isDirectory(path)) {
      return Requirements.of("mlflow", "scikit-learn", "numpy", "pandas");
    }
    try {
      return PickleScan.of(path).requirements();
    } catch (IOException e) {
      throw NoriaException.invalid(path + ": " + e.getMessage());
    }
  }

  /**
   * A requirements file.
   *
   * @throws NoriaException INVALID_ARGUMENT for a line that is no package, with the line
   */
  public static Requirements file(Path file) {
    try {
      return new Requirements(null, lines(file));
    } catch (IOException e) {
      throw NoriaException.invalid(file + ": " + e.getMessage());
    }
  }

  private static List<String> lines(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw NoriaException.invalid(
          "%s: %d bytes (expected: at most %d)".formatted(file, Files.size(file), MOST_BYTES));
    }
    List<String> packages = new ArrayList<>();
    String text = Files.readString(file).replace("\\\r\n", " ").replace("\\\n", " ");
    for (String line : text.lines().toList()) {
      String bare = line.replaceAll("(^|\\s)#.*", "").replaceAll("\\s--hash=\\S+", "").strip();
      if (!bare.isEmpty()) {
        packages.add(bare);
      }
    }
    return packages;
  }

  private static List<String> named(@Nullable Object dependencies) {
    List<String> packages = new ArrayList<>();
    if (dependencies instanceof List<?> list) {
      for (Object one : list) {
        String text = String.valueOf(one).strip();
        if (!text.startsWith("-r")) {
          packages.add(text);
        }
      }
    }
    return packages;
  }

  private static @Nullable String version(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    Matcher found = VERSION.matcher(String.valueOf(value));
    return found.find() ? found.group(1) : null;
  }

  private static @Nullable String condaPython(@Nullable Object dependencies) {
    if (dependencies instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof String text && text.strip().matches("python\\s*[=<>].*")) {
          return version(text);
        }
      }
    }
    return null;
  }

  private static List<String> condaPackages(@Nullable Object dependencies) {
    List<String> packages = new ArrayList<>();
    if (dependencies instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Map<?, ?> map && map.get("pip") instanceof List<?> pip) {
          packages.addAll(named(pip));
        } else if (one instanceof String text) {
          Matcher found = CONDA.matcher(text.strip());
          if (found.matches() && !found.group(1).matches("python|pip|setuptools|wheel")) {
            packages.add(found.group(1) + (found.group(2) == null ? "" : "==" + found.group(2)));
          }
        }
      }
    }
    return packages;
  }

  private static String normal(String line, int number) {
    Matcher found = PACKAGE.matcher(line.strip());
    if (!found.matches() || !VERSIONS.matcher(found.group(3)).matches()) {
      throw NoriaException.invalid(
          "requirement %d: %s (expected: a package of an index, as NAME==VERSION; no options, paths or addresses)"
              .formatted(number, line.length() > 200 ? line.substring(0, 200) + "…" : line));
    }
    String name = found.group(1).toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
    String extras = found.group(2) == null ? "" : found.group(2).replace(" ", "");
    String versions = found.group(3).replaceAll("[\\s()]", "");
    String marker = found.group(4) == null ? "" : " ; " + found.group(4).substring(1).strip();
    return name + extras + versions + marker;
  }

  /** The same with these as well, unless it names their packages already. */
  Requirements with(List<String> more) {
    List<String> all = new ArrayList<>(packages);
    for (String one : more) {
      String name = normal(one, 0).replaceAll("[^a-z0-9-].*", "");
      if (all.stream().noneMatch(known -> known.replaceAll("[^a-z0-9-].*", "").equals(name))) {
        all.add(one);
      }
    }
    return new Requirements(python, all);
  }

  /** What an environment of these with that Python is called: 20 hexadecimal digits. */
  String key(String pythonVersion) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      String text = "python " + pythonVersion + "\n" + String.join("\n", packages);
      byte[] bytes = digest.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 10);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
