package io.noria.server;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.server.config.NoriaConfig;
import io.noria.storage.sql.Databases;
import io.noria.storage.sql.SqlConfig;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Empty folders for an ephemeral server, one after the other. The schema is made once; each folder
 * begins with a copy of that database, so a server is as at its first start within milliseconds.
 */
final class Clean {
  private final NoriaConfig config;
  private final Path template;
  private final AtomicInteger count = new AtomicInteger();

  private Clean(NoriaConfig config, Path template) {
    this.config = config;
    this.template = template;
  }

  /** Makes the schema in the config's folder. */
  static Clean in(NoriaConfig config) {
    Path template = config.data().resolve("template.db");
    Databases.open(SqlConfig.ephemeral(template)).close();
    return new Clean(config, template);
  }

  /** The settings of a server in the next empty folder. */
  NoriaConfig next() {
    Path folder = config.data().resolve(Integer.toString(count.incrementAndGet()));
    Path file = folder.resolve("noria.db");
    try {
      Files.createDirectories(folder);
      Files.copy(template, file);
    } catch (IOException e) {
      throw new NoriaException(
          ErrorCode.UNAVAILABLE, "an empty folder could not be made: " + e.getMessage(), e);
    }
    return new NoriaConfig(
        folder,
        true,
        config.roles(),
        config.http(),
        new NoriaConfig.Storage(
            SqlConfig.ephemeral(file), folder.resolve("objects").toString(), config.storage().s3()),
        config.tracking(),
        config.engineMemoryBytes(),
        config.trainingMemoryBytes(),
        config.pipelineTasks(),
        config.serving(),
        config.observing());
  }

  /** Deletes a folder with everything in it; what cannot be deleted stays for the system. */
  static void delete(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path directory, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.delete(directory);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      // A file that is still being written to; the temporary folder is the system's to empty.
      return;
    }
  }
}
