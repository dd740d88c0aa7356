package io.noria.registry;

import io.noria.base.Page;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks. Thread-safe. A change of the registry and what it tells webhooks commit together;
 * each webhook is told at least once, in the order of the changes, by a post that carries MLflow's
 * headers. A receiver that fails is tried again with growing pauses, then the delivery is parked
 * and the next one goes out.
 */
public interface WebhookStore extends AutoCloseable {
  /** Makes a webhook for the models of the default workspace. */
  default Webhook create(WebhookChange wanted) {
    return create(WorkspaceName.DEFAULT, wanted);
  }

  /**
   * Makes a webhook for the models of a workspace, which it is told of by the names within it.
   *
   * @throws io.noria.base.NoriaException INVALID_ARGUMENT when the name, the events or the address
   *     are not accepted; RESOURCE_EXHAUSTED when there are too many
   */
  Webhook create(WorkspaceName workspace, WebhookChange wanted);

  /**
   * The webhook.
   *
   * @throws io.noria.base.NoriaException NOT_FOUND when there is none
   */
  Webhook get(String id);

  /** Webhooks of all workspaces, newest first. */
  default Page<Webhook> list(int limit, @Nullable String pageToken) {
    return list(null, limit, pageToken);
  }

  /** Webhooks of a workspace (null: of all), newest first. */
  Page<Webhook> list(@Nullable WorkspaceName workspace, int limit, @Nullable String pageToken);

  /** Changes a webhook. */
  Webhook update(String id, WebhookChange change);

  /** Deletes a webhook with what waits for it. */
  void delete(String id);

  /**
   * Posts an example now and waits for the answer.
   *
   * @param event null for the first that it hears of
   */
  WebhookAnswer test(String id, @Nullable WebhookEvent event);

  /** The newest deliveries of a webhook, newest first. */
  List<WebhookDelivery> deliveries(String id, int limit);

  /** Begins to deliver. */
  void start();

  /** Stops delivering after the posts under way; what waits is kept. */
  @Override
  void close();
}
