package io.noria.registry;

import java.util.Locale;
import java.util.Optional;

/** What a webhook can hear of: MLflow's registry events. */
public enum WebhookEvent {
  /** A registered model was created. */
  REGISTERED_MODEL_CREATED("registered_model", "created"),
  /** A version was registered. */
  MODEL_VERSION_CREATED("model_version", "created"),
  /** A tag was set on a version. */
  MODEL_VERSION_TAG_SET("model_version_tag", "set"),
  /** A tag was taken from a version. */
  MODEL_VERSION_TAG_DELETED("model_version_tag", "deleted"),
  /** An alias was pointed at a version. */
  MODEL_VERSION_ALIAS_CREATED("model_version_alias", "created"),
  /** An alias was dropped. */
  MODEL_VERSION_ALIAS_DELETED("model_version_alias", "deleted"),
  /** A prompt was created. */
  PROMPT_CREATED("prompt", "created"),
  /** A version of a prompt was made. */
  PROMPT_VERSION_CREATED("prompt_version", "created"),
  /** A tag was set on a prompt. */
  PROMPT_TAG_SET("prompt_tag", "set"),
  /** A tag was taken from a prompt. */
  PROMPT_TAG_DELETED("prompt_tag", "deleted"),
  /** A tag was set on a version of a prompt. */
  PROMPT_VERSION_TAG_SET("prompt_version_tag", "set"),
  /** A tag was taken from a version of a prompt. */
  PROMPT_VERSION_TAG_DELETED("prompt_version_tag", "deleted"),
  /** An alias was pointed at a version of a prompt. */
  PROMPT_ALIAS_CREATED("prompt_alias", "created"),
  /** An alias of a prompt was dropped. */
  PROMPT_ALIAS_DELETED("prompt_alias", "deleted"),
  /** A budget of the AI gateway was used up; taken, but there is no gateway here to say so. */
  BUDGET_POLICY_EXCEEDED("budget_policy", "exceeded");

  private final String entity;
  private final String action;

  WebhookEvent(String entity, String action) {
    this.entity = entity;
    this.action = action;
  }

  /** What it is about, in lower case. */
  public String entity() {
    return entity;
  }

  /** What happened to it, in lower case. */
  public String action() {
    return action;
  }

  /** The event of the two words, in any case; empty when there is none. */
  public static Optional<WebhookEvent> of(String entity, String action) {
    for (WebhookEvent event : values()) {
      if (event.entity.equals(entity.toLowerCase(Locale.ROOT))
          && event.action.equals(action.toLowerCase(Locale.ROOT))) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return entity + "." + action;
  }
}
