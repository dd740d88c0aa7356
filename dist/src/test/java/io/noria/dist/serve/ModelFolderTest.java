package io.noria.dist.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
  @TempDir private Path temp;

  private Path file(String path, String text) throws Exception {
    Path file = temp.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void takesEveryFileButWhatIsHidden() throws Exception {
    file("model/MLmodel", "a");
    file("model/data/model.pkl", "bc");
    file("model/.git/config", "x");
    file("model/.DS_Store", "x");
    file("model/code/__pycache__/a.pyc", "x");
    ModelFolder folder = ModelFolder.of(temp.resolve("model"), null);
    assertThat(folder.files().keySet()).containsExactly("MLmodel", "data/model.pkl");
    assertThat(folder.size()).isEqualTo(3);
    assertThat(folder.digests())
        .containsEntry(
            "MLmodel", "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  }

  @Test
  void aFileHasItsRequirementsBesideIt() throws Exception {
    Path model = file("churn.pkl", "p");
    Path needs = file("needs.txt", "scikit-learn");
    assertThat(ModelFolder.of(model, needs).files())
        .containsEntry("churn.pkl", model)
        .containsEntry("requirements.txt", needs)
        .hasSize(2);
    assertThatThrownBy(() -> ModelFolder.of(model, temp.resolve("none.txt")))
        .hasMessageContaining("none.txt");
  }

  @Test
  void anEmptyFolderIsNoModel() throws Exception {
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertThatThrownBy(() -> ModelFolder.of(empty, null)).hasMessageContaining("has no files");
  }
}
