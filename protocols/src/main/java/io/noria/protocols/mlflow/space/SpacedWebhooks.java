package io.noria.protocols.mlflow.space;

import io.noria.base.NoriaException;
import io.noria.base.Page;
import io.noria.registry.Webhook;
import io.noria.registry.WebhookAnswer;
import io.noria.registry.WebhookChange;
import io.noria.registry.WebhookDelivery;
import io.noria.registry.WebhookEvent;
import io.noria.registry.WebhookStore;
import io.noria.tracking.Limits;
import io.noria.tracking.WorkspaceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The webhooks of the request's workspace. */
record SpacedWebhooks(WebhookStore all) implements WebhookStore {
  @Override
  public Webhook create(WorkspaceName workspace, WebhookChange wanted) {
    return all.create(Space.current(), wanted);
  }

  @Override
  public Webhook get(String id) {
    Webhook found = all.get(id);
    if (!found.workspace().equals(Space.current())) {
      throw NoriaException.notFound("webhook: none '" + Limits.shown(id) + "'");
    }
    return found;
  }

  @Override
  public Page<Webhook> list(
      @Nullable WorkspaceName workspace, int limit, @Nullable String pageToken) {
    return all.list(Space.current(), limit, pageToken);
  }

  @Override
  public Webhook update(String id, WebhookChange change) {
    return all.update(get(id).id(), change);
  }

  @Override
  public void delete(String id) {
    all.delete(get(id).id());
  }

  @Override
  public WebhookAnswer test(String id, @Nullable WebhookEvent event) {
    return all.test(get(id).id(), event);
  }

  @Override
  public List<WebhookDelivery> deliveries(String id, int limit) {
    return all.deliveries(get(id).id(), limit);
  }

  @Override
  public void start() {
    all.start();
  }

  @Override
  public void close() {
    all.close();
  }
}
