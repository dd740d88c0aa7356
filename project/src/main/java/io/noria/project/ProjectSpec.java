package io.noria.project;

import io.noria.delivery.Check;
import io.noria.monitoring.WatchSpec.DriftWatch;
import io.noria.monitoring.WatchSpec.PerformanceWatch;
import io.noria.registry.BundleInfo.Objective;
import io.noria.serving.BatchSchedule;
import io.noria.serving.Follow;
import io.noria.training.SearchRange;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code noria.yaml} says, checked. Paths are relative to the file's folder.
 *
 * @param name the project's name; also its model's and its experiment's
 * @param problem what goes into the model card
 * @param data the sources, in the file's order
 * @param prepare how features are made
 * @param target what is predicted
 * @param model how it is trained
 * @param gates checks by the stage or alias that they guard
 * @param deploy where it answers
 * @param watch what is watched there
 * @param retrain what turns the wheel
 * @param batches tables that are predicted by cron; their places are relative to the folder
 */
public record ProjectSpec(
    String name,
    Problem problem,
    List<Source> data,
    Prepare prepare,
    Target target,
    Model model,
    Map<String, List<Check>> gates,
    Deploy deploy,
    Watch watch,
    Retrain retrain,
    List<BatchSchedule> batches) {
  /** Copies. */
  public ProjectSpec {
    data = List.copyOf(data);
    batches = List.copyOf(batches);
    gates = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(gates));
  }

  /**
   * The source whose versions are new labelled data, and whose periods train and judge: the one
   * with the time column from which the target's arrival is counted, else the first that comes by
   * period, else the first.
   */
  public Source primary() {
    return primary(data, target);
  }

  /** As {@link #primary()}, of a file that is still being read. */
  public static Source primary(List<Source> data, Target target) {
    String counted = target.arrives().column();
    return data.stream()
        .filter(source -> !counted.isEmpty() && counted.equals(source.time()))
        .findFirst()
        .or(() -> data.stream().filter(s -> s.version() != Versioning.WHOLE).findFirst())
        .orElseGet(data::getFirst);
  }

  /**
   * Whether rows come in the order of time: then the newest period judges. Otherwise the rows are
   * split by a stable hash, and a holdout judges.
   */
  public boolean timed() {
    return primary().time() != null;
  }

  /** The source of that name. */
  public Optional<Source> source(String source) {
    return data.stream().filter(s -> s.name().equals(source)).findFirst();
  }

  /**
   * What is asked and why; texts may be empty.
   *
   * @param question what the model answers
   * @param decision what is decided by the answer
   * @param owner whom to ask
   * @param license of the model
   * @param notFor uses it is not meant for
   * @param limitations where it does not hold
   * @param ethics ethical considerations
   */
  public record Problem(
      String question,
      String decision,
      String owner,
      String license,
      List<String> notFor,
      List<String> limitations,
      List<String> ethics) {
    /** Copies. */
    public Problem {
      notFor = List.copyOf(notFor);
      limitations = List.copyOf(limitations);
      ethics = List.copyOf(ethics);
    }
  }

  /**
   * A data source; its name is the table's name in SQL and the dataset's.
   *
   * @param name letters, digits, {@code _} and {@code -}
   * @param path a file or a glob
   * @param time the column of event time; null when there is none
   * @param version how files become versions
   * @param period of a {@code WHOLE} source with time, what trains and judges; else as the versions
   * @param expect the expectations file; null for none
   */
  public record Source(
      String name,
      String path,
      @Nullable String time,
      Versioning version,
      Versioning period,
      @Nullable String expect) {}

  /** How files become versions. */
  public enum Versioning {
    /** All files together are one version, labelled {@code all}. */
    WHOLE,
    /** By day of the earliest event time: {@code 2013-04-30}. */
    DAILY,
    /** By week of the earliest event time, from Monday (ISO 8601): {@code 2013-W18}. */
    WEEKLY,
    /** By month of the earliest event time: {@code 2013-04}. */
    MONTHLY,
    /** By year of the earliest event time: {@code 2013}. */
    YEARLY;

    /** The period in one word: {@code month}; {@code data} for everything. */
    public String unit() {
      return switch (this) {
        case WHOLE -> "data";
        case DAILY -> "day";
        case WEEKLY -> "week";
        case MONTHLY -> "month";
        case YEARLY -> "year";
      };
    }
  }

  /**
   * How features are made.
   *
   * @param sql the file with the SELECT; null when the one source has the features already
   * @param asOf the column with the moment at which a row's features are known; null when the data
   *     have no time
   * @param key columns that name a row and are no features
   * @param exclude further columns that are no features
   * @param lookback how far before a version's time its features look
   */
  public record Prepare(
      @Nullable String sql,
      @Nullable String asOf,
      List<String> key,
      List<String> exclude,
      Span lookback) {
    /** Copies. */
    public Prepare {
      key = List.copyOf(key);
      exclude = List.copyOf(exclude);
    }
  }

  /**
   * What is predicted.
   *
   * @param column the column
   * @param positive of two classes, the text of the value that a high score speaks for; null for
   *     more classes and for a regression
   * @param classes the labels' texts in the order of the probabilities, the positive one of two
   *     last; empty for a regression, and for two classes of which only the positive is named
   * @param arrives when the true value is known
   */
  public record Target(
      String column, @Nullable String positive, List<String> classes, Arrival arrives) {
    /** Copies. */
    public Target {
      classes = List.copyOf(classes);
    }

    /** What kind of prediction it is. */
    public Objective objective() {
      if (positive != null) {
        return Objective.BINARY;
      }
      return classes.isEmpty() ? Objective.REGRESSION : Objective.MULTICLASS;
    }
  }

  /**
   * When something is known.
   *
   * @param column a column with a moment
   * @param delay so long after it
   */
  public record Arrival(String column, Span delay) {}

  /**
   * How models are made.
   *
   * @param trainer what trains a candidate that names no other
   * @param candidates what each turn trains, in the order in which they are judged
   * @param search how good hyper-parameters are found
   * @param metric what decides between trials
   * @param baseline what each turn fits beside them, to be beaten
   * @param command the project's own scripts; null without
   * @param holdout of data without time, the share of rows that never trains but judges
   */
  public record Model(
      Trainer trainer,
      List<Candidate> candidates,
      Search search,
      String metric,
      Baseline baseline,
      @Nullable Command command,
      double holdout) {
    /** Copies. */
    public Model {
      candidates = List.copyOf(candidates);
    }
  }

  /** What trains. */
  public enum Trainer {
    /** The built-in gradient-boosted trees. */
    XGBOOST,
    /** The built-in linear model. */
    LINEAR,
    /** A script of the project's own. */
    COMMAND;

    /** Lower case: the form in the file. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What every candidate can be compared with. */
  public enum Baseline {
    /** Nothing. */
    NONE,
    /** The built-in linear model on the rows of the candidate that has the most. */
    LINEAR
  }

  /**
   * A candidate of each turn.
   *
   * @param trainer what trains it
   * @param trainOn how much data before the newest labelled period; null for all there is
   */
  public record Candidate(Trainer trainer, @Nullable Span trainOn) {}

  /**
   * Scripts that train and predict.
   *
   * @param train the command line that trains
   * @param predict the command line of the worker that answers rows
   * @param format of the files with rows: {@code csv} or {@code parquet}
   * @param time how long training may take
   * @param memoryBytes how much address space each process may have
   */
  public record Command(
      String train, String predict, String format, Duration time, long memoryBytes) {}

  /**
   * A search for hyper-parameters.
   *
   * @param trials how many
   * @param rounds at most so many boosting rounds a trial
   * @param patience rounds without progress after which a trial stops
   * @param seed of the search and the trainer
   * @param space ranges by parameter
   */
  public record Search(
      int trials, int rounds, int patience, long seed, Map<String, SearchRange> space) {
    /** Copies. */
    public Search {
      space = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(space));
    }
  }

  /**
   * Where the model answers.
   *
   * @param name the deployment's name
   * @param follow which version of the model
   */
  public record Deploy(String name, Follow follow) {}

  /**
   * What is watched.
   *
   * @param every the length of a window
   * @param features drift of each feature; null for none
   * @param prediction drift of the score; null for none
   * @param performance a metric that must not fall; null for none
   */
  public record Watch(
      Span every,
      @Nullable DriftWatch features,
      @Nullable DriftWatch prediction,
      @Nullable PerformanceWatch performance) {}

  /**
   * What turns the wheel by itself.
   *
   * @param onAlert alerts
   * @param onNewData new accepted versions of labelled data
   * @param coolDown event time that must pass between turns
   */
  public record Retrain(boolean onAlert, boolean onNewData, Span coolDown) {}
}
