package io.noria.storage.sql;

/**
 * What the writing side has done since it was opened.
 *
 * @param units units of writing that were committed
 * @param failed units that failed and left nothing behind
 * @param commits commits of the database; units ÷ commits is the mean size of a group
 * @param largestGroup units in the largest group so far (1 on PostgreSQL)
 * @param retries units run again after a conflict (PostgreSQL only)
 * @param waiting units that wait now
 */
public record WriteStats(
    long units, long failed, long commits, long largestGroup, long retries, long waiting) {}
