package io.clipstream.app.quickstart;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the group members of an earlier run out of their groups, as a broker that has just started again.
 *
 * <p>Their clients ended with that run, or have lost this broker and join again by themselves. Waiting for the session
 * timeout instead would keep the new run's members from any partition for 45 s; Kafka Streams does not leave its group
 * on a clean close either.
 */
final class LeftoverMembers {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverMembers.class);
    private static final int LIMIT_MS = 10_000;

    private LeftoverMembers() {}

    /** Does so for all groups; a failure costs the new run time, not records, and is logged. */
    static void remove(String bootstrapServers) {
        Map<String, Object> settings = Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, LIMIT_MS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, LIMIT_MS);
        try (Admin admin = Admin.create(settings)) {
            // The streams protocol has a short session timeout of its own, see EmbeddedBroker.
            ListGroupsOptions classic = new ListGroupsOptions().withTypes(Set.of(GroupType.CLASSIC));
            for (GroupListing group : admin.listGroups(classic).all().get()) {
                if (group.groupState().filter(GroupState.EMPTY::equals).isEmpty()) {
                    admin.removeMembersFromConsumerGroup(group.groupId(), new RemoveMembersFromConsumerGroupOptions())
                            .all()
                            .get();
                }
            }
        } catch (ExecutionException e) {
            LOG.warn("Members of the last run stay in their groups until their sessions end", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
