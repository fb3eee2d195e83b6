package io.clipstream.claim;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which addresses a connection may be made to: those of the open internet, and networks that the operator named. */
final class AddressRules {
    /** IANA's special-purpose registries: this machine, links, private networks, documentation, multicast, reserved. */
    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    // Azure's services for its own machines; public by its number alone.
                    "168.63.129.16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    // Within IPv6's global block: Teredo and its neighbours, documentation, 6to4.
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20")
            .map(Network::parse)
            .toList();

    private static final Network GLOBAL_IPV6 = Network.parse("2000::/3");
    private static final Network NAT64 = Network.parse("64:ff9b::/96");

    private final List<Network> allowed;

    AddressRules(List<Network> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Whether a connection to {@code address} may be made. IPv4 addresses inside IPv6 are judged as what they are. */
    boolean allows(InetAddress address) {
        if (address instanceof Inet6Address v6 && NAT64.contains(v6)) {
            // The translator on the way would open a connection to what is inside.
            return isNamed(address) && allows(embedded(v6));
        }
        return isNamed(address) || isPublic(address);
    }

    private boolean isNamed(InetAddress address) {
        return allowed.stream().anyMatch(network -> network.contains(address));
    }

    private static boolean isPublic(InetAddress address) {
        // Mapped addresses (::ffff:a.b.c.d) are IPv4 for Java already; compatible ones (::a.b.c.d), unique-local,
        // link-local
        // and multicast ones are outside the global block.
        return (!(address instanceof Inet6Address) || GLOBAL_IPV6.contains(address))
                && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }

    private static InetAddress embedded(Inet6Address address) {
        byte[] bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
