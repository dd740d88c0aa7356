package io.noria.serving.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.ErrorCode;
import io.noria.base.NoriaException;
import io.noria.process.ChildOutput;
import io.noria.process.Exit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments by an installer that only notes what it was asked for. */
class PythonEnvironmentsTest {
  @TempDir Path temp;
  private final AtomicInteger made = new AtomicInteger();
  private final List<Path> inUse = new ArrayList<>();
  private boolean builds;

  /** Makes the interpreter a link; installs nothing; fails on a package named so. */
  private final Installer installer =
      new Installer() {
        @Override
        public Exit create(Run run, ChildOutput output, Path python, Path folder) {
          made.incrementAndGet();
          try {
            Files.createDirectories(folder.resolve("bin"));
            Files.createSymbolicLink(folder.resolve("bin/python"), python);
            output.line(ChildOutput.Stream.OUT, "created");
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return new Exit(Exit.Reason.ENDED, 0, Duration.ZERO);
        }

        @Override
        public Exit install(Run run, ChildOutput output, Path folder, Path list, boolean allowed) {
          builds = allowed;
          try {
            String all = Files.readString(list);
            output.line(ChildOutput.Stream.ERR, "no wheel of " + all.strip());
            return new Exit(Exit.Reason.ENDED, all.contains("bad") ? 1 : 0, Duration.ZERO);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        }
      };

  private PythonEnvironments environments(PythonEnvironments.Settings settings) {
    return new PythonEnvironments(
        temp.resolve("cache"), settings, InstantSource.system(), inUse::contains, installer);
  }

  private PythonEnvironments environments() {
    return environments(PythonEnvironments.Settings.usual());
  }

  @Test
  void oneIsMadeOnceForTheSamePackages() {
    List<String> heard = new ArrayList<>();
    PythonEnvironment first =
        environments()
            .get(
                Requirements.of("NumPy == 2.1", "scikit_learn>=1.5,<2"),
                (phase, line, since) -> heard.add(phase + " " + line));
    PythonEnvironment second =
        environments()
            .get(
                Requirements.of("scikit-learn >=1.5, <2", "numpy==2.1"),
                EnvironmentProgress.none());
    assertThat(second.key()).isEqualTo(first.key());
    assertThat(made).hasValue(1);
    assertThat(builds).isFalse();
    assertThat(first.interpreter()).isExecutable();
    assertThat(first.packages()).containsExactly("numpy==2.1", "scikit-learn>=1.5,<2");
    assertThat(heard).contains("CREATE created", "CHECK ", "DONE ");
    assertThat(environments().find(Requirements.of("numpy==2.2"))).isNull();
  }

  @Test
  void manyThatWantTheSameMakeItOnce() throws Exception {
    PythonEnvironments environments = environments();
    List<Future<PythonEnvironment>> all = new ArrayList<>();
    try (var executor = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        all.add(
            executor.submit(
                () -> environments.get(Requirements.of("numpy"), EnvironmentProgress.none())));
      }
    }
    for (Future<PythonEnvironment> one : all) {
      assertThat(one.get().key()).isEqualTo(all.getFirst().get().key());
    }
    assertThat(made).hasValue(1);
  }

  @Test
  void whatAKilledServerLeftHalfMadeIsNeverUsed() throws IOException {
    Requirements wanted = Requirements.of("numpy");
    String key = wanted.key(Interpreters.find(null).minor());
    Path half = temp.resolve("cache").resolve(".making-" + key + "-1");
    Files.createDirectories(half.resolve("bin"));
    assertThat(environments().find(wanted)).isNull();
    assertThat(environments().environments()).isEmpty();
    assertThat(environments().get(wanted, EnvironmentProgress.none()).key()).isEqualTo(key);
    assertThat(half).doesNotExist();
  }

  @Test
  void aFailureSaysWhatTheInstallerSaidAndLeavesNothing() throws IOException {
    assertThatThrownBy(
            () -> environments().get(Requirements.of("bad==1"), EnvironmentProgress.none()))
        .isInstanceOfSatisfying(
            NoriaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_PRECONDITION))
        .hasMessageContaining("no wheel of bad==1")
        .hasMessageContaining("wheels alone");
    try (var files = Files.list(temp.resolve("cache"))) {
      assertThat(files.filter(Files::isDirectory)).isEmpty();
    }
    var small = new PythonEnvironments.Settings(false, Duration.ofMinutes(1), 1);
    assertThatThrownBy(
            () -> environments(small).get(Requirements.of("numpy"), EnvironmentProgress.none()))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FULL));
  }

  @Test
  void unusedOnesAreRemovedAndUsedOnesAreNot() {
    PythonEnvironments environments = environments();
    PythonEnvironment one = environments.get(Requirements.of("a"), EnvironmentProgress.none());
    PythonEnvironment two = environments.get(Requirements.of("b"), EnvironmentProgress.none());
    inUse.add(one.interpreter());
    assertThat(environments.environments()).hasSize(2);
    assertThatThrownBy(() -> environments.remove(one.key()))
        .hasMessageContaining("a model is served with it");
    assertThatThrownBy(() -> environments.remove("../" + two.key()))
        .isInstanceOfSatisfying(
            NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(environments.removeUnused(Duration.ofSeconds(-1))).isEqualTo(1);
    assertThat(environments.environments())
        .extracting(PythonEnvironment::key)
        .containsExactly(one.key());
  }

  @Test
  void anEmptyListMakesAnEnvironmentOfTheRealPython() {
    var environments =
        new PythonEnvironments(
            temp.resolve("real"),
            PythonEnvironments.Settings.usual(),
            InstantSource.system(),
            inUse::contains);
    PythonEnvironment empty = environments.get(Requirements.of(), EnvironmentProgress.none());
    Interpreters.Interpreter asked = Interpreters.ask(empty.interpreter());
    assertThat(asked).isNotNull();
    assertThat(asked.version()).isEqualTo(empty.version());
  }

  @Test
  void filesBesideAModelSayWhatItNeeds() throws IOException {
    Files.writeString(
        temp.resolve("requirements.txt"),
        "# made by hand\nnumpy==2.1.0  # arrays\n\nscikit-learn==1.5.2 ; python_version >= '3.9'\n");
    Files.writeString(
        temp.resolve("python_env.yaml"),
        "python: 3.10.13\nbuild_dependencies:\n- pip==23\ndependencies:\n- -r requirements.txt\n");
    assertThat(Requirements.beside(temp))
        .isEqualTo(
            new Requirements(
                "3.10.13",
                List.of("numpy==2.1.0", "scikit-learn==1.5.2; python_version >= '3.9'")));
    Path conda = Files.createDirectories(temp.resolve("conda"));
    assertThat(Requirements.beside(conda.resolve("model.pkl"))).isNull();
    Files.writeString(
        conda.resolve("conda.yaml"),
        "dependencies:\n- python=3.11.7\n- pip<=24\n- scipy=1.11.4=py311h_0\n- pip:\n  - mlflow==3.1\n  - xgboost\n");
    assertThat(Requirements.beside(conda.resolve("model.pkl")))
        .isEqualTo(new Requirements("3.11.7", List.of("mlflow==3.1", "scipy==1.11.4", "xgboost")));
  }

  @Test
  void whatIsNoPackageOfAnIndexIsRefused() {
    for (String bad :
        List.of(
            "-e .",
            "--index-url=x",
            "git+ssh://host/x",
            "a @ file:///x.whl",
            "./here.whl",
            "a==1 --global-option=x",
            "a; b\n--pre",
            "a==1,$(x)")) {
      assertThatThrownBy(() -> Requirements.of(bad))
          .as(bad)
          .isInstanceOfSatisfying(
              NoriaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
          .hasMessageContaining("expected: a package of an index");
    }
  }
}
