package io.noria.dist.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.noria.base.NoriaException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelArgumentTest {
  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "models:/flights/3, flights, version:3, flights",
    "models:/flights@champion, flights, alias:champion, flights",
    "models:/flights/Production, flights, stage:Production, flights",
    "models:/flights/staging, flights, stage:Staging, flights",
    "models:/flights/latest, flights, latest, flights",
    "models:/team/flights@champion, team/flights, alias:champion, flights",
    "models:/team/flights/2, team/flights, version:2, flights",
    "models:/late flights/1, late flights, version:1, late-flights"
  })
  void readsTheFormsOfARegisteredModel(String text, String model, String follow, String name) {
    ModelArgument read = ModelArgument.parse(text);
    assertThat(read).isEqualTo(new ModelArgument.Registered(model, follow));
    assertThat(read.usualName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "models:/flights",
        "models:/flights/",
        "models:/flights@",
        "models:/@champion",
        "models:/flights/0",
        "models:/flights/v1",
        "models:/flights/Canary",
        "models:/",
        "models:",
        "s3://bucket/model.onnx",
        "runs:/0123/model"
      })
  void saysWhichFormsThereAre(String text) {
    assertThatThrownBy(() -> ModelArgument.parse(text))
        .isInstanceOf(NoriaException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("expected: ");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> ModelArgument.parse("nowhere.onnx"))
        .hasMessageContaining("no file or folder nowhere.onnx")
        .hasMessageContaining("models:/NAME/VERSION");
  }

  @Test
  void aFileIsCalledAsItIsWithoutItsEndingAndAFolderAsItIs() throws Exception {
    Path file = Files.createFile(temp.resolve("Späte Flüge (2).onnx"));
    assertThat(ModelArgument.parse(file.toString()).usualName()).isEqualTo("Sp-te-Fl-ge-2");
    Path folder = Files.createDirectory(temp.resolve("model.v2"));
    assertThat(ModelArgument.parse(folder + "/.").usualName()).isEqualTo("model.v2");
    assertThat(ModelArgument.name("…")).isEqualTo("model");
    assertThat(ModelArgument.name("x".repeat(300))).hasSize(100);
  }
}
