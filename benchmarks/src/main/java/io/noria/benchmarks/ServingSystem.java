package io.noria.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * A system that serves the three models.
 *
 * @param name as reports have it, and what {@code --systems} picks by its beginning
 * @param version of the system and what it is built on
 * @param wires how it can be asked
 * @param start starts it with all three models
 */
record ServingSystem(String name, String version, List<Wire> wires, Start start) {
  /** What all systems serve. */
  static final List<String> MODELS = List.of("xgb", "forest", "mlp");

  /** Starts a system. */
  interface Start {
    /** Gives what runs, once it says that it is there. */
    Started start() throws IOException, InterruptedException;
  }

  /**
   * Where a model is asked.
   *
   * @param port its port
   * @param path of HTTP, or gRPC's method
   * @param input the tensor's name, where the protocol has one
   */
  record Endpoint(int port, String path, String input) {}

  /** Says where a model is asked in which way. */
  interface Places {
    /** The place, of a model that is loaded. */
    Endpoint place(String model, Wire wire) throws IOException;
  }

  /**
   * A system that runs.
   *
   * @param processes what runs; one, or one a model
   * @param places where it is asked
   */
  record Started(List<Launched> processes, Places places) implements AutoCloseable {
    double residentMegabytes() throws IOException {
      double sum = 0;
      for (Launched one : processes) {
        sum += one.residentMegabytes();
      }
      return sum;
    }

    double processorSeconds() throws IOException {
      double sum = 0;
      for (Launched one : processes) {
        sum += one.processorSeconds();
      }
      return sum;
    }

    @Override
    public void close() throws InterruptedException {
      for (Launched one : processes) {
        one.close();
      }
    }
  }
}
