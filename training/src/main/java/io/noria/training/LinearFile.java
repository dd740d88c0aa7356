package io.noria.training;

import io.noria.registry.FeatureColumn;
import io.noria.registry.LinearModel;
import io.noria.registry.Signature;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the model that the child left, and gives its columns their names. */
final class LinearFile {
  private LinearFile() {}

  static LinearModel read(Path file, Signature signature) throws IOException {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int outputs = in.readInt();
      List<Double> intercepts = doubles(in, outputs);
      int count = in.readInt();
      List<LinearModel.Encoded> columns = new ArrayList<>(count);
      List<List<Double>> weights = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        String kind = in.readUTF();
        FeatureColumn feature = signature.features().get(in.readInt());
        int code = in.readInt();
        double mean = in.readDouble();
        double scale = in.readDouble();
        columns.add(
            switch (kind) {
              case "number" -> new LinearModel.Number(feature.name(), mean, scale);
              case "category" ->
                  new LinearModel.Category(feature.name(), feature.categories().get(code));
              case "missing" -> new LinearModel.Missing(feature.name());
              default -> throw new IOException(file + ": a column that is " + kind);
            });
        weights.add(doubles(in, outputs));
      }
      return new LinearModel(intercepts, columns, weights);
    }
  }

  private static List<Double> doubles(DataInputStream in, int count) throws IOException {
    List<Double> numbers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      numbers.add(in.readDouble());
    }
    return numbers;
  }
}
