package io.fenqun.pack;

import io.fenqun.conf.ConfNode;

/** A definition and the YAML that it was read from, for faults that only the whole pack shows. */
record Declared<T>(ConfNode yaml, T def) {}
