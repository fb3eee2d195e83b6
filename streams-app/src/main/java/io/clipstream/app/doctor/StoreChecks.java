package io.clipstream.app.doctor;

import io.clipstream.claim.ClaimSettings;
import io.clipstream.claim.StoreProbe;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at the folders and buckets that images given by their address may lie in. */
final class StoreChecks {
    private static final String REMEDY = "mend what is named here, or take it out of claim.file.roots or"
            + " claim.s3.buckets; see claim.s3.endpoint, claim.s3.region and the keys";

    private final ClaimSettings claim;

    StoreChecks(ClaimSettings claim) {
        this.claim = claim;
    }

    List<Check> all() {
        return List.of(new Check("image stores", this::stores));
    }

    private Finding stores() {
        if (!claim.isOpen()) {
            return Finding.ok("none: images travel inside their records");
        }
        List<StoreProbe.Sight> sights = StoreProbe.look(claim);
        List<StoreProbe.Sight> bad =
                sights.stream().filter(sight -> !sight.isGood()).toList();
        if (bad.isEmpty()) {
            return Finding.ok(all(sights));
        }
        String detail =
                bad.stream().map(sight -> sight.place() + " " + sight.problem()).collect(Collectors.joining("; "));
        return bad.stream().anyMatch(StoreProbe.Sight::certain)
                ? Finding.failed(detail, REMEDY)
                : Finding.warning(detail, "fetching images may work all the same; publish one and see");
    }

    private String all(List<StoreProbe.Sight> sights) {
        String places = sights.stream().map(StoreProbe.Sight::place).collect(Collectors.joining(", "));
        int hosts = claim.web().hosts().size();
        // Which of a host's addresses will be asked for, only its images say.
        String web = hosts == 0 ? "" : hosts + (hosts == 1 ? " web host" : " web hosts") + " (not asked)";
        return places.isEmpty() || web.isEmpty() ? places + web : places + ", " + web;
    }
}
