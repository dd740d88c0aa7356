package io.noria.registry;

import java.util.Optional;

/** The cards of versions. Thread-safe; writes are committed when the call returns. */
public interface CardStore {
  /** Keeps the card of a version, over what was there. */
  void put(ModelVersionId id, ModelCard card);

  /** The version's card. */
  Optional<ModelCard> find(ModelVersionId id);

  /** The card as Markdown. */
  default Optional<String> markdown(ModelVersionId id) {
    return find(id).map(CardText::markdown);
  }
}
