package io.noria.serving.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pickles are looked at and never loaded. */
class PickleScanTest {
  @TempDir Path temp;

  private PickleScan scan(byte[] bytes) throws IOException {
    Path file = temp.resolve("scanned.pkl");
    Files.write(file, bytes);
    return PickleScan.of(file);
  }

  private PickleScan scan(String opcodes) throws IOException {
    return scan(opcodes.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void whatItWouldRunIsNamed() throws IOException {
    PickleScan shell = scan("cposix\nsystem\n(S'rm -rf /'\ntR.");
    assertThat(shell.globals()).containsExactly("posix.system");
    assertThat(shell.alarming()).containsExactly("posix.system");
    assertThat(shell.inWords()).contains("no model needs posix.system");
    assertThat(shell.problem()).isEmpty();
    PickleScan byStack = scan("\u0080\u0004\u008c\u0008builtins\u008c\u0004eval\u0093.");
    assertThat(byStack.alarming()).containsExactly("builtins.eval");
  }

  @Test
  void namesThatAreRememberedAreFound() throws IOException {
    PickleScan scan =
        scan("\u0080\u0004\u008c\u0002os\u0094\u008c\u0006system\u00940" + "h\u0000h\u0001\u0093.");
    assertThat(scan.globals()).containsExactly("os.system");
  }

  @Test
  void whatEveryVersionOfPythonWritesIsFollowed() throws Exception {
    String script =
        """
        import collections, datetime, decimal, pickle, sys
        value = [1, 2.5, 10**30, "é", b"x" * 300, None, True, (1,), (1, 2, 3, 4), {"a": {1, 2}},
                 frozenset([3]), bytearray(b"q"), collections.OrderedDict(a=1),
                 datetime.date(2020, 1, 1), decimal.Decimal("1.5"), list(range(3000)), "y" * 5000]
        value.append(value)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with open("p%d.pkl" % protocol, "wb") as file:
                pickle.dump(value, file, protocol)
        """;
    Process python =
        new ProcessBuilder(PlainPython.python().toString(), "-c", script)
            .directory(temp.toFile())
            .inheritIO()
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    for (int protocol = 0; protocol <= 5; protocol++) {
      PickleScan scan = PickleScan.of(temp.resolve("p" + protocol + ".pkl"));
      assertThat(scan.problem()).as("protocol " + protocol).isEmpty();
      assertThat(scan.globals())
          .contains("collections.OrderedDict", "datetime.date", "decimal.Decimal");
      assertThat(scan.alarming()).isEmpty();
    }
  }

  @Test
  void aVersionThatItNamesIsAskedFor() throws IOException {
    PickleScan scan =
        scan(
            "csklearn.linear_model._logistic\nLogisticRegression\n)\u0081}(S'coef_'\nI1\n"
                + "S'_sklearn_version'\nS'1.5.2'\nub.");
    assertThat(scan.versions()).containsEntry("scikit-learn", "1.5.2");
    assertThat(scan.requirements())
        .isEqualTo(Requirements.of("scikit-learn==1.5.2", "numpy", "pandas"));
    assertThat(scan("cunheard_of\nThing\n)R.").requirements())
        .isEqualTo(Requirements.of("scikit-learn", "numpy", "pandas"));
  }

  @Test
  void packedFilesAreUnpackedOrSaidToBe() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(packed)) {
      deflater.write("cos\nsystem\n.".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(scan(packed.toByteArray()).globals()).containsExactly("os.system");
    assertThat(scan("BZh9xxxx").problem()).contains("bzip2");
  }

  @Test
  void brokenOnesAreSaidToBeAndEndSoon() throws IOException {
    assertThat(scan("").problem()).isNotEmpty();
    assertThat(scan("no pickle").problem()).isNotEmpty();
    assertThat(scan("cos\nsystem\nR").inWords()).contains("os.system").contains("not seen");
    assertThat(scan("\u0080\u0004\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f").problem())
        .isNotEmpty();
    Random random = new Random(9);
    for (int i = 0; i < 2000; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      random.nextBytes(noise);
      scan(noise);
    }
  }
}
