package io.noria.storage.object;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Which files may be taken from their owner by a rename. */
final class Movable {
  private Movable() {}

  /** Only a plain file of the folder's file system that is not reachable by another name. */
  static boolean into(Path folder, Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !Files.isWritable(file)) {
      return false;
    }
    FileStore theirs = Files.getFileStore(file);
    return theirs.equals(Files.getFileStore(folder))
        && Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
  }
}
