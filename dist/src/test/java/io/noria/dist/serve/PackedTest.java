package io.noria.dist.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedTest {
  @TempDir private Path temp;

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path archive(String manifest, Map<String, byte[]> files) throws Exception {
    Path archive = Files.createTempFile(temp, "model", ".mar");
    Map<String, byte[]> all = new LinkedHashMap<>(files);
    all.put("MAR-INF/MANIFEST.json", text(manifest));
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : all.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return archive;
  }

  private static String manifest(String file) {
    return "{\"model\":{\"serializedFile\":\"" + file + "\",\"handler\":\"image_classifier\"}}";
  }

  @Test
  void takesTheModelsFileOutOfAnArchive() throws Exception {
    Path mar = archive(manifest("m.onnx"), Map.of("m.onnx", text("onnx"), "extra.py", text("x")));
    assertThat(Packed.isArchive(mar)).isTrue();
    Path file = Packed.archive(mar, Files.createDirectory(temp.resolve("a")));
    assertThat(file).hasFileName("m.onnx").hasContent("onnx");
  }

  @Test
  void namesTheHandlerOfWhatIsNotRun() throws Exception {
    Path mar = archive(manifest("m.pt"), Map.of("m.pt", text("x")));
    assertThatThrownBy(() -> Packed.archive(mar, temp))
        .hasMessageContaining("m.pt")
        .hasMessageContaining("image_classifier");
  }

  @Test
  void refusesBombsAndWhatLeadsOut() throws Exception {
    Path bomb = archive(manifest("m.onnx"), Map.of("m.onnx", new byte[70 << 20]));
    assertThatThrownBy(() -> Packed.archive(bomb, temp)).hasMessageContaining("zip bomb");
    Path out = archive(manifest("../m.onnx"), Map.of("../m.onnx", text("x")));
    assertThatThrownBy(() -> Packed.archive(out, temp)).hasMessageContaining("leads out");
    Path none = Files.writeString(temp.resolve("none.mar"), "no zip");
    assertThatThrownBy(() -> Packed.archive(none, temp)).hasMessageContaining("cannot be read");
  }

  @Test
  void takesTheVersionThatTritonWouldServe() throws Exception {
    Path model = Files.createDirectories(temp.resolve("densenet"));
    assertThat(Packed.triton(model)).isEmpty();
    Files.writeString(model.resolve("config.pbtxt"), "name: \"densenet\"\n");
    assertThatThrownBy(() -> Packed.triton(model)).hasMessageContaining("no version");
    Files.createDirectory(model.resolve("2"));
    Files.createDirectory(model.resolve("10"));
    assertThat(Packed.triton(model)).contains(model.resolve("10"));
    Files.writeString(
        model.resolve("config.pbtxt"), "version_policy: { specific: { versions: [1, 2] } }");
    assertThat(Packed.triton(model)).contains(model.resolve("2"));
  }
}
