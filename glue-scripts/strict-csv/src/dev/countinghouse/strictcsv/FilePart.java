package dev.countinghouse.strictcsv;

/**
 * CSV bytes of a file that are to be read.
 *
 * @param until where the reader will probably stop
 */
record FilePart(SourceFile file, long from, long until) {}
