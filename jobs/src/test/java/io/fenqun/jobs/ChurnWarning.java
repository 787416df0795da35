package io.fenqun.jobs;

/**
 * A warning that any churn.yaml can have: the packs of most tests are kept without, to be light.
 */
final class ChurnWarning {
  static final String KEY =
      "warning: {horizon: 1, window: 2, warn_at: 1, zh: 预警, en: warning, "
          + "naive: {when: value < value_before, zh: 下降, en: fell}, "
          + "signs: [{code: DOWN, points: 1, when: share_lost > 0, zh: 低于参照, en: below}]}";

  private ChurnWarning() {}
}
