package io.noria.storage.object;

import java.io.IOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps two things apart: that an object which is there already is put once more (it is then only
 * marked as fresh), and that old objects are looked at and deleted. Without it an object could be
 * found, deleted, and then counted on. Thread-safe.
 */
public interface SweepGuard {
  /** Does the work while nothing is swept; others may do theirs at the same time. */
  void reusing(Work work) throws IOException;

  /** Does the work while nobody reuses an object. */
  void sweeping(Work work) throws IOException;

  /** What is done meanwhile: short, since others wait for it. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws IOException;
  }

  /** For a store that only this process writes to. */
  static SweepGuard ofThisProcess() {
    ReadWriteLock lock = new ReentrantReadWriteLock();
    return new SweepGuard() {
      @Override
      public void reusing(Work work) throws IOException {
        lock.readLock().lock();
        try {
          work.run();
        } finally {
          lock.readLock().unlock();
        }
      }

      @Override
      public void sweeping(Work work) throws IOException {
        lock.writeLock().lock();
        try {
          work.run();
        } finally {
          lock.writeLock().unlock();
        }
      }
    };
  }
}
