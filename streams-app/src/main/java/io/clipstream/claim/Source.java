package io.clipstream.claim;

/** One way to read images; safe for use by many threads. */
interface Source extends AutoCloseable {
    /** Looks at the address alone: nothing is connected or opened. */
    void check(Address address) throws FetchException;

    /** One attempt, on the calling thread; ends soon after {@code reading} is given up. */
    Body read(Address address, Reading reading) throws FetchException;

    @Override
    void close();
}
