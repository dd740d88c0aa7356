package io.noria.importing.mlflow;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What MLflow's words mean here. */
public final class MlflowValues {
  private static final Pattern LOGGED = Pattern.compile("models:/+(m-[A-Za-z0-9_-]+)(/.*)?");

  private MlflowValues() {}

  /** A metric's value: MLflow writes infinities as the greatest double. */
  public static double metric(double value, boolean isNan) {
    if (isNan) {
      return Double.NaN;
    }
    return value >= Double.MAX_VALUE
        ? Double.POSITIVE_INFINITY
        : value <= -Double.MAX_VALUE ? Double.NEGATIVE_INFINITY : value;
  }

  /** A run's status; what is not known has ended. */
  public static String status(@Nullable String status) {
    String upper = status == null ? "" : status.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED" -> upper;
      case "1" -> "RUNNING";
      case "2" -> "SCHEDULED";
      case "4" -> "FAILED";
      case "5" -> "KILLED";
      default -> "FINISHED";
    };
  }

  /** A stage; MLflow's None is Development. */
  public static String stage(@Nullable String stage) {
    return switch (stage == null ? "" : stage.toLowerCase(Locale.ROOT)) {
      case "staging" -> "Staging";
      case "production" -> "Production";
      case "archived" -> "Archived";
      default -> "Development";
    };
  }

  /** Whether a version's stage says that it is deleted. */
  public static boolean isDeleted(@Nullable String stage) {
    return "Deleted_Internal".equalsIgnoreCase(stage == null ? "" : stage);
  }

  /** The status of a logged model by the number that MLflow keeps. */
  public static String modelStatus(int status) {
    return switch (status) {
      case 1 -> "PENDING";
      case 3 -> "UPLOAD_FAILED";
      default -> "READY";
    };
  }

  /** The logged model that a version's source names; null when it names none. */
  public static @Nullable String loggedModel(String source) {
    Matcher matcher = LOGGED.matcher(source);
    return matcher.matches() ? matcher.group(1) : null;
  }

  /**
   * A version's source in a form that holds on every server: files below a run's own address are
   * named by the run.
   *
   * @param runUri where the files of the version's run lie; null without a run
   */
  public static String source(String source, @Nullable String run, @Nullable String runUri) {
    if (run == null) {
      return source;
    }
    String marker = "/" + run + "/artifacts/";
    int at = source.indexOf(marker);
    boolean own =
        runUri != null
            && !runUri.isEmpty()
            && source.startsWith(runUri.replaceAll("/+$", "") + "/");
    String scheme = ArtifactFiles.scheme(source);
    boolean local = scheme.isEmpty() || scheme.equals("file") || scheme.equals("mlflow-artifacts");
    if (!local) {
      return source;
    }
    if (own && runUri != null) {
      return "runs:/" + run + source.substring(runUri.replaceAll("/+$", "").length());
    }
    return at >= 0 ? "runs:/" + run + "/" + source.substring(at + marker.length()) : source;
  }

  /** The map without nulls. */
  public static Map<String, String> orNone(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
