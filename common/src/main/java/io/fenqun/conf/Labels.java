package io.fenqun.conf;

/** What a named thing is called in both languages; data, never code. */
public record Labels(String zh, String en) {}
