package io.noria.tracking;

import java.util.List;

/** Names for those who gave none: adjective-noun-number, the same for the same id. */
public final class RunNames {
  private static final List<String> ADJECTIVES =
      List.of(
          "able", "agile", "amber", "ample", "apt", "bold", "brave", "bright", "brisk", "calm",
          "clean", "clear", "clever", "cool", "crisp", "deep", "eager", "early", "easy", "even",
          "fair", "fast", "fine", "firm", "fleet", "fond", "free", "fresh", "gentle", "glad",
          "golden", "good", "grand", "great", "green", "happy", "honest", "humble", "keen", "kind",
          "large", "light", "lively", "loyal", "lucky", "mellow", "merry", "mild", "neat", "noble",
          "proud", "quick", "quiet", "rapid", "ready", "rich", "sharp", "silent", "smooth",
          "steady", "still", "strong", "sunny", "sure", "swift", "tidy", "vivid", "warm", "wise",
          "young");
  private static final List<String> NOUNS =
      List.of(
          "alder", "badger", "bay", "beaver", "birch", "brook", "canal", "carp", "cedar", "cliff",
          "cloud", "cove", "crane", "creek", "dam", "delta", "dew", "dove", "eddy", "eel", "elm",
          "falcon", "fern", "finch", "fjord", "ford", "fox", "gull", "hare", "harbor", "hawk",
          "heron", "ibis", "isle", "ivy", "lagoon", "lake", "lark", "lily", "lock", "loon", "marsh",
          "meadow", "mill", "mist", "moss", "newt", "oak", "otter", "owl", "perch", "pike", "pond",
          "rain", "reed", "reef", "ridge", "river", "robin", "salmon", "shore", "sluice", "spring",
          "stork", "swan", "tern", "tide", "trout", "wave", "wheel", "willow", "wren");

  private RunNames() {}

  /** The name for an id. */
  public static String of(String id) {
    int hash = id.hashCode() * 0x9e3779b9;
    int mixed = (hash ^ (hash >>> 15)) & Integer.MAX_VALUE;
    int number = mixed % 1000;
    int pair = mixed / 1000;
    return ADJECTIVES.get(pair % ADJECTIVES.size())
        + "-"
        + NOUNS.get(pair / ADJECTIVES.size() % NOUNS.size())
        + "-"
        + number;
  }
}
