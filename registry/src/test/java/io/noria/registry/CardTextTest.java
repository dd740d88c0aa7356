package io.noria.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.noria.storage.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class CardTextTest {
  /** A card with something in every section. */
  static ModelCard full() {
    return new ModelCard(
        new ModelCard.Details(
            "flights", 3, "xgboost", "ops@example.org", "run:0f3a", "2013-04-01T00:00:00Z", ""),
        new ModelCard.IntendedUse(
            "Will it be late?", "Rebook | early", List.of("Safety of flight")),
        List.of(new ModelCard.Data("dataset_version:flights@2013-03", "abc", 27_000L, null, null)),
        List.of(
            new ModelCard.Measured("auc", 0.7312, 0.72, 0.7425, 0.95, "2013-04", "verdict:7"),
            new ModelCard.Measured("f1", 0.5, null, null, null, "2013-04", "run:0f3a")),
        List.of("Only New York"),
        List.of());
  }

  @Test
  void everySectionIsThereAndEmptyOnesSaySo() {
    assertThat(CardText.markdown(full()))
        .isEqualTo(
            """
            # flights version 3

            ## Details

            | | |
            |---|---|
            | Trainer | xgboost |
            | Owner | ops@example.org |
            | Run | run:0f3a |
            | Created | 2013-04-01T00:00:00Z |

            ## Intended use

            **Question**: Will it be late?

            **Decision**: Rebook \\| early

            **Not for**:

            - Safety of flight

            ## Training data

            | version | rows | from | to | digest |
            |---|---:|---|---|---|
            | dataset_version:flights@2013-03 | 27000 |  |  | `abc` |

            ## Metrics

            | metric | value | interval | on | evidence |
            |---|---:|---|---|---|
            | auc | 0.7312 | [0.7200, 0.7425] (95.00 %) | 2013-04 | verdict:7 |
            | f1 | 0.5000 |  | 2013-04 | run:0f3a |

            ## Limitations

            - Only New York

            ## Ethical considerations

            Not recorded.
            """);
  }

  @Test
  void aCardComesBackFromJson() {
    assertThat(Json.read(Json.write(full()), ModelCard.class)).isEqualTo(full());
  }
}
