package io.clipstream.claim;

import java.io.Serial;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names to addresses that may be connected to.
 *
 * <p>It stands between the client and the network, so the address that was judged is the address that is connected to: a
 * name that changes its mind in between gains nothing.
 */
final class CheckedDns implements DnsResolver {
    /** A name leads to an address that is not allowed. */
    static final class ForbiddenAddressException extends UnknownHostException {
        @Serial
        private static final long serialVersionUID = 1L;

        ForbiddenAddressException(String message) {
            super(message);
        }
    }

    private final DnsResolver names;
    private final AddressRules rules;

    /** @param names asked for addresses, which are then judged */
    CheckedDns(DnsResolver names, AddressRules rules) {
        this.names = names;
        this.rules = rules;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = names.resolve(host);
        for (InetAddress address : addresses) {
            // One bad address among good ones is a trick, or a mistake that somebody should see.
            if (!rules.allows(address)) {
                throw new ForbiddenAddressException("host " + host + " is at " + address.getHostAddress()
                        + ", which is not on the open internet; claim.private.networks allows others");
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
