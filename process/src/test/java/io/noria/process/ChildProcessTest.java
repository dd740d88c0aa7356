package io.noria.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.noria.base.NoriaException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildProcessTest {
  @TempDir Path folder;

  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final ChildOutput collect =
      (stream, line) -> lines.add(stream.name().toLowerCase(java.util.Locale.ROOT) + ": " + line);

  @Test
  void itsOutputStatusFolderAndEnvironmentAreItsOwn() throws Exception {
    ChildSpec spec =
        sh("echo \"$GREETING from $(pwd)\"; echo trouble >&2; exit 3")
            .withEnvironment(Map.of("GREETING", "hello"));
    Exit exit = ChildProcess.run(spec, collect);
    assertThat(exit.status()).isEqualTo(3);
    assertThat(exit.ok()).isFalse();
    assertThat(exit.inWords()).isEqualTo("exit status 3");
    assertThat(lines)
        .containsExactlyInAnyOrder("out: hello from " + folder.toRealPath(), "err: trouble");
  }

  @Test
  void aCleanEnvironmentKeepsOnlyWhatProgramsNeed() throws Exception {
    ChildSpec spec =
        ChildSpec.of(folder, "env").withEnvironment(Map.of("MINE", "1")).withCleanEnvironment();
    assertThat(ChildProcess.run(spec, collect).ok()).isTrue();
    assertThat(lines).contains("out: MINE=1").anyMatch(line -> line.startsWith("out: PATH="));
    assertThat(lines)
        .allMatch(line -> line.matches("out: (MINE|PATH|HOME|LANG|LC_ALL|TMPDIR|TZ|PWD|_)=.*"));
  }

  @Test
  void aSignalReachesIt() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            sh("trap 'echo told; exit 4' USR1; echo ready; while :; do sleep 0.05; done"),
            collect)) {
      await().until(() -> lines.contains("out: ready"));
      child.signal(10);
      assertThat(child.await().status()).isEqualTo(4);
      assertThat(lines).contains("out: told");
    }
  }

  @Test
  void longLinesAreCutAndProgressBarsAreLines() throws Exception {
    ChildSpec spec =
        sh("printf '10%%\\r50%%\\r\\n'; printf 'abcdefghijklmnop\\n\\nlast'").withMaxLineBytes(10);
    assertThat(ChildProcess.run(spec, collect).ok()).isTrue();
    assertThat(lines)
        .containsExactly(
            "out: 10%", "out: 50%", "out: abcdefghij… (6 bytes more)", "out: ", "out: last");
  }

  @Test
  void aCallbackThatFailsDoesNotStopTheChild() throws Exception {
    Exit exit =
        ChildProcess.run(
            sh("for i in 1 2 3; do echo $i; done"),
            (stream, line) -> {
              lines.add(line);
              throw new IllegalStateException("not today");
            });
    assertThat(exit.ok()).isTrue();
    assertThat(lines).containsExactly("1", "2", "3");
  }

  @Test
  void inputIsPassedOn() throws Exception {
    try (ChildProcess child = ChildProcess.start(ChildSpec.of(folder, "cat"), collect)) {
      try (OutputStream input = child.input()) {
        input.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
      }
      assertThat(child.await().ok()).isTrue();
    }
    assertThat(lines).containsExactly("out: one", "out: two");
  }

  @Test
  void oneThatTakesTooLongIsEnded() throws Exception {
    Exit exit = ChildProcess.run(sh("sleep 600").withTimeout(Duration.ofMillis(200)), collect);
    assertThat(exit.reason()).isEqualTo(Exit.Reason.TIMED_OUT);
    assertThat(exit.inWords()).startsWith("stopped: it ran longer than allowed");
    assertThat(exit.ran()).isBetween(Duration.ofMillis(200), Duration.ofSeconds(30));
  }

  @Test
  void stoppingIsPoliteFirst() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            sh("trap 'echo bye; exit 7' TERM; echo ready; while :; do sleep 0.05; done"),
            collect)) {
      await().until(() -> lines.contains("out: ready"));
      child.stop();
      Exit exit = child.await();
      assertThat(exit.reason()).isEqualTo(Exit.Reason.STOPPED);
      assertThat(exit.status()).isEqualTo(7);
      assertThat(lines).contains("out: bye");
    }
  }

  @Test
  void oneThatIgnoresThePoliteSignalIsKilled() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            sh("trap '' TERM; echo ready; while :; do sleep 0.05; done")
                .withGrace(Duration.ofMillis(100)),
            collect)) {
      await().until(() -> lines.contains("out: ready"));
      child.stop();
      assertThat(child.await().status()).isEqualTo(128 + Signals.KILL);
    }
  }

  @Test
  void theWholeTreeIsKilled() throws Exception {
    try (ChildProcess child =
        ChildProcess.start(
            sh("(sh -c 'echo $$; sleep 600') & sh -c 'echo $$; sleep 600'"), collect)) {
      await().until(() -> lines.size() == 2);
      child.kill();
      assertThat(child.await().reason()).isEqualTo(Exit.Reason.STOPPED);
      assertThat(child.isAlive()).isFalse();
    }
    await().until(() -> pids().stream().noneMatch(ChildProcessTest::alive));
  }

  @Test
  void whatItLeavesBehindIsEndedWithIt() throws Exception {
    Exit exit = ChildProcess.run(sh("sleep 600 & echo $!; exit 0"), collect);
    assertThat(exit.ok()).isTrue();
    await().until(() -> pids().stream().noneMatch(ChildProcessTest::alive));
  }

  @Test
  void itDiesWithItsJvm() throws Exception {
    List<String> command =
        JvmCommand.of(
            Parent.class,
            List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
            List.of());
    long grandchild;
    try (ChildProcess parent = ChildProcess.start(ChildSpec.of(folder, command), collect)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !pids().isEmpty());
      grandchild = pids().getFirst();
      assertThat(alive(grandchild)).isTrue();
      // Only the JVM itself: its child is in another group.
      ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
      parent.await();
    }
    await().until(() -> !alive(grandchild));
  }

  /** Starts a long sleep, says its number and waits. */
  static final class Parent {
    public static void main(String[] arguments) throws InterruptedException {
      ChildProcess child =
          ChildProcess.start(ChildSpec.of(Path.of("/"), "sleep", "600"), ChildOutput.discard());
      System.out.println(child.pid());
      System.out.flush();
      child.await();
    }
  }

  @Test
  void memoryIsBounded() throws Exception {
    ChildSpec hungry = sh("head -c 300000000 /dev/zero | tail | wc -c");
    assertThat(ChildProcess.run(hungry, ChildOutput.discard()).ok()).isTrue();
    Exit exit =
        ChildProcess.run(
            ChildSpec.of(folder, "sh", "-c", "ulimit -v").withMemory(100L << 20), collect);
    assertThat(exit.ok()).isTrue();
    assertThat(lines).containsExactly("out: " + (100 << 10));
    ChildProcess.run(hungry.withMemory(100L << 20), collect);
    assertThat(lines).anyMatch(line -> line.contains("memory"));
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> ChildProcess.start(ChildSpec.of(folder, "no-such-program"), collect))
        .isInstanceOf(NoriaException.class)
        .hasMessage(
            "command: no-such-program"
                + " (expected: a program on the PATH, or an executable file)");
    assertThatThrownBy(() -> ChildProcess.start(ChildSpec.of(folder, "./missing.sh"), collect))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("./missing.sh");
    assertThatThrownBy(
            () -> ChildProcess.start(ChildSpec.of(folder.resolve("gone"), "true"), collect))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining("working folder: " + folder.resolve("gone"));
  }

  @Test
  void aProgramIsFoundBesideTheWorkAndOnTheGivenPath() throws Exception {
    Path tool = folder.resolve("tool");
    Files.writeString(tool, "#!/bin/sh\necho tool \"$1\"\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
    assertThat(ChildProcess.run(ChildSpec.of(folder, "./tool", "a b"), collect).ok()).isTrue();
    ChildSpec onPath =
        ChildSpec.of(folder, "tool", "$HOME")
            .withEnvironment(Map.of("PATH", folder + ":" + System.getenv("PATH")));
    assertThat(ChildProcess.run(onPath, collect).ok()).isTrue();
    assertThat(lines).containsExactly("out: tool a b", "out: tool $HOME");
  }

  @Test
  void interruptingTheOneWhoRunsItEndsIt() throws Exception {
    Thread runner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                ChildProcess.run(sh("echo $$; exec sleep 600"), collect);
              } catch (InterruptedException e) {
                lines.add("interrupted");
              }
            });
    await().until(() -> !pids().isEmpty());
    runner.interrupt();
    runner.join();
    assertThat(lines).contains("interrupted");
    await().until(() -> pids().stream().noneMatch(ChildProcessTest::alive));
  }

  @Test
  void signalsAreNamed() {
    assertThat(new Exit(Exit.Reason.ENDED, 139, Duration.ZERO).inWords())
        .isEqualTo("ended by signal 11 (SIGSEGV)");
    assertThat(new Exit(Exit.Reason.ENDED, 137, Duration.ZERO).inWords())
        .isEqualTo("ended by signal 9 (SIGKILL; out of memory?)");
    assertThatThrownBy(() -> Signals.toGroup(1, Signals.KILL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private ChildSpec sh(String script) {
    return ChildSpec.of(folder, "sh", "-c", script);
  }

  private List<Long> pids() {
    return lines.stream()
        .filter(line -> line.matches("out: \\d+"))
        .map(line -> Long.valueOf(line.substring("out: ".length())))
        .toList();
  }

  /** Dead and reaped, or dead and waiting to be: both are dead. */
  private static boolean alive(long pid) {
    try {
      String state = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !state.substring(state.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }
}
