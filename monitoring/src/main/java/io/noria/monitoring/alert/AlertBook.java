package io.noria.monitoring.alert;

import io.noria.base.Actor;
import io.noria.base.Event;
import io.noria.base.IdSource;
import io.noria.base.NoriaException;
import io.noria.monitoring.Alert;
import io.noria.monitoring.AlertStore;
import io.noria.monitoring.Notice;
import io.noria.monitoring.WatchSpec;
import io.noria.monitoring.Window;
import io.noria.storage.sql.Database;
import io.noria.storage.sql.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises, keeps and resolves alerts. Thread-safe. */
public final class AlertBook {
  private static final Logger LOG = LoggerFactory.getLogger(AlertBook.class);

  private final Database db;
  private final AlertStore alerts;
  private final IdSource ids;

  /** Keeps alerts in the store. */
  public AlertBook(Database db, AlertStore alerts, IdSource ids) {
    this.db = db;
    this.alerts = alerts;
    this.ids = ids;
  }

  /** Draws the window's consequences, in the transaction that keeps the window. */
  public void apply(Transaction tx, WatchSpec spec, Window window) {
    Map<String, Alert> open = new HashMap<>();
    for (Alert alert : alerts.open(tx, window.deployment())) {
      open.put(alert.watch() + "/" + alert.column(), alert);
    }
    for (Finding finding : Finding.of(spec, window)) {
      Alert standing = open.get(finding.watch() + "/" + finding.column());
      if (finding.beyond()) {
        if (standing == null) {
          raise(tx, window, finding);
        } else {
          keep(tx, window, finding, standing);
        }
      } else if (standing != null) {
        Alert.Change change = change(tx, "resolved", window, finding);
        end(tx, changed(standing, Alert.State.RESOLVED, finding.value(), finding, change));
      }
    }
  }

  private void raise(Transaction tx, Window window, Finding finding) {
    Alert alert =
        new Alert(
            ids.uuid7(),
            window.deployment(),
            finding.watch(),
            finding.column(),
            Alert.State.OPEN,
            window.version(),
            finding.value(),
            finding.threshold(),
            window.closedAt(),
            null,
            alerts
                .silencedUntil(tx, window.deployment(), finding.watch(), finding.column())
                .filter(window.closedAt()::isBefore)
                .orElse(null),
            finding.sentence(),
            List.of(change(tx, "raised", window, finding)));
    alerts.put(tx, alert);
    tx.link(window.ref(), "raised", alert.ref());
    tx.publish(
        new Event.AlertRaised(
            alert.ref(),
            window.closedAt(),
            finding.sentence(),
            alert.deployment(),
            alert.watch(),
            alert.column()));
    LOG.info(
        "alert raised deployment={} watch={} column={} value={}",
        alert.deployment(),
        alert.watch(),
        alert.column(),
        finding.value());
  }

  /** Raises an alert that rests on no window; the open one of its watch and column stays. */
  public Optional<Alert> raise(Transaction tx, Notice notice) {
    boolean open =
        alerts.open(tx, notice.deployment()).stream()
            .anyMatch(alert ->
                alert.watch().equals(notice.watch()) && alert.column().equals(notice.column()));
    if (open) {
      return Optional.empty();
    }
    Alert.Change change =
        new Alert.Change(
            "raised", notice.eventTime(), tx.now(), null, null, tx.actor(), notice.summary());
    Alert alert =
        new Alert(
            ids.uuid7(),
            notice.deployment(),
            notice.watch(),
            notice.column(),
            Alert.State.OPEN,
            notice.version(),
            1,
            0,
            notice.eventTime(),
            null,
            null,
            notice.summary(),
            List.of(change));
    alerts.put(tx, alert);
    tx.link(notice.cause(), "raised", alert.ref());
    tx.publish(
        new Event.AlertRaised(
            alert.ref(),
            notice.eventTime(),
            notice.summary(),
            alert.deployment(),
            alert.watch(),
            alert.column()));
    LOG.info(
        "alert raised deployment={} watch={} column={}",
        alert.deployment(),
        alert.watch(),
        alert.column());
    return Optional.of(alert);
  }

  /** Closes an open alert because what it was about is so no longer. */
  public void over(Transaction tx, Alert alert, Instant eventTime, String why) {
    Alert.Change change =
        new Alert.Change("resolved", eventTime, tx.now(), null, null, tx.actor(), why);
    end(
        tx,
        new Alert(
            alert.id(),
            alert.deployment(),
            alert.watch(),
            alert.column(),
            Alert.State.RESOLVED,
            alert.version(),
            alert.value(),
            alert.threshold(),
            alert.raisedAt(),
            eventTime,
            alert.silencedUntil(),
            alert.summary(),
            with(alert.history(), change)));
  }

  private void keep(Transaction tx, Window window, Finding finding, Alert standing) {
    Alert.Change change = change(tx, "kept", window, finding);
    alerts.change(tx, changed(standing, Alert.State.OPEN, finding.value(), finding, change));
  }

  private void end(Transaction tx, Alert alert) {
    alerts.change(tx, alert);
    tx.publish(
        new Event.AlertResolved(
            alert.ref(),
            alert.resolvedAt(),
            "resolved: " + alert.history().getLast().why(),
            alert.deployment(),
            alert.watch(),
            alert.column()));
    LOG.info(
        "alert resolved deployment={} watch={} column={}",
        alert.deployment(),
        alert.watch(),
        alert.column());
  }

  /** Keeps the alert from starting anything until then. */
  public Alert silence(String id, Instant until, String why) {
    return byHand(id, "silenced", until, why);
  }

  /** Closes the alert. */
  public Alert resolve(String id, String why) {
    return byHand(id, "resolved", null, why);
  }

  private Alert byHand(String id, String what, @Nullable Instant until, String why) {
    db.write(tx -> {
      Alert alert = found(id, alerts.find(tx, id));
      if (alert.state() == Alert.State.RESOLVED) {
        throw new NoriaException(
            io.noria.base.ErrorCode.FAILED_PRECONDITION,
            "alert " + id + ": resolved already (expected: an open alert)");
      }
      Instant eventTime = alert.history().getLast().eventTime();
      Alert.Change change =
          new Alert.Change(what, eventTime, tx.now(), null, null, tx.actor(), why);
      boolean ends = what.equals("resolved");
      Alert after =
          new Alert(
              alert.id(),
              alert.deployment(),
              alert.watch(),
              alert.column(),
              ends ? Alert.State.RESOLVED : Alert.State.OPEN,
              alert.version(),
              alert.value(),
              alert.threshold(),
              alert.raisedAt(),
              ends ? eventTime : null,
              until == null ? alert.silencedUntil() : until,
              alert.summary(),
              with(alert.history(), change));
      if (ends) {
        end(tx, after);
      } else {
        alerts.change(tx, after);
      }
      return after;
    });
    return get(id);
  }

  /** The alert; NOT_FOUND when there is none. */
  public Alert get(String id) {
    return found(id, alerts.find(id));
  }

  private static Alert found(String id, Optional<Alert> alert) {
    return alert.orElseThrow(() -> NoriaException.notFound("alert: " + id + " (there is none)"));
  }

  private static Alert changed(
      Alert alert, Alert.State state, double value, Finding finding, Alert.Change change) {
    return new Alert(
        alert.id(),
        alert.deployment(),
        alert.watch(),
        alert.column(),
        state,
        alert.version(),
        value,
        finding.threshold(),
        alert.raisedAt(),
        state == Alert.State.RESOLVED ? change.eventTime() : null,
        alert.silencedUntil(),
        finding.sentence(),
        with(alert.history(), change));
  }

  private static Alert.Change change(Transaction tx, String what, Window window, Finding finding) {
    return new Alert.Change(
        what,
        window.closedAt(),
        tx.now(),
        window.id(),
        finding.value(),
        Actor.SERVER,
        finding.sentence());
  }

  private static List<Alert.Change> with(List<Alert.Change> history, Alert.Change change) {
    List<Alert.Change> longer = new ArrayList<>(history);
    longer.add(change);
    return longer;
  }
}
