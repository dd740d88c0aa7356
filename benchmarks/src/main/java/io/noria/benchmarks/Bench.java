package io.noria.benchmarks;

import java.util.List;

/**
 * {@code noria bench
 * [startup|tracking|predict|serving|demo|init|rerun|why|trees|swaps|overload|soak]}.
 */
public final class Bench {
  private Bench() {}

  /** The first argument says what; see {@link Settings} for the rest. */
  public static void main(String[] arguments) throws Exception {
    List<String> all = List.of(arguments);
    String what = all.isEmpty() ? "all" : all.getFirst();
    Settings settings;
    try {
      settings = Settings.of(all.subList(Math.min(1, all.size()), all.size()));
    } catch (IllegalArgumentException e) {
      System.err.println("noria bench: " + e.getMessage());
      System.exit(2);
      return;
    }
    switch (what) {
      case "startup" -> StartupBench.run(settings).print(settings.json());
      case "tracking" -> TrackingBench.run(settings).print(settings.json());
      case "predict" -> PredictBench.run(settings).print(settings.json());
      case "serving" -> ServingBench.run(settings).print(settings.json());
      case "demo" -> DemoBench.run(settings).print(settings.json());
      case "init" -> InitBench.run(settings).print(settings.json());
      case "rerun" -> RerunBench.run(settings).print(settings.json());
      case "trees" -> TreesBench.run(settings).print(settings.json());
      case "why" -> WhyBench.run(settings).print(settings.json());
      case "swaps" -> SwapBench.run(settings).print(settings.json());
      case "overload" -> OverloadBench.run(settings).print(settings.json());
      case "soak" -> SoakBench.run(settings).print(settings.json());
      case "all" -> {
        StartupBench.run(settings).print(settings.json());
        TrackingBench.run(settings).print(settings.json());
        PredictBench.run(settings).print(settings.json());
        ServingBench.run(settings).print(settings.json());
        DemoBench.run(settings).print(settings.json());
        InitBench.run(settings).print(settings.json());
        RerunBench.run(settings).print(settings.json());
        WhyBench.run(settings).print(settings.json());
        TreesBench.run(settings).print(settings.json());
      }
      default -> {
        System.err.println(
            "noria bench: "
                + what
                + " (expected: startup, tracking, predict, serving, demo, init, rerun, why, trees, swaps, overload or soak)");
        System.exit(2);
      }
    }
  }
}
