package io.noria.dist;

import io.noria.base.NoriaException;
import io.noria.server.config.NoriaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which server's data: the same words as {@code noria server} takes. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "the data folder (default: $NORIA_DATA, else ~/.local/share/noria)")
  private @Nullable Path data;

  @Option(names = "--config", paramLabel = "FILE", description = "settings as YAML")
  private @Nullable Path config;

  @Option(
      names = "--database-url",
      paramLabel = "URL",
      description = "PostgreSQL, for example postgresql://user:password@host/noria")
  private @Nullable String databaseUrl;

  @Option(names = "--set", paramLabel = "NAME=VALUE", description = "any other setting")
  private Map<String, String> set = new LinkedHashMap<>();

  /** Whether anything was said of where the data is. */
  boolean said() {
    return data != null || config != null || databaseUrl != null || !set.isEmpty();
  }

  /** The settings, as a server would read them. */
  NoriaConfig load() {
    return NoriaConfig.load(
        new NoriaConfig.Arguments(data, null, null, config, databaseUrl, false, set),
        System.getenv(),
        () -> {
          throw NoriaException.invalid(
              "noria.ephemeral: true (expected: a server that keeps its records)");
        });
  }
}
