package io.clipstream.clip.hub;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One fetch of one model, from asking the hub to the pin; under the cache's lock, on one thread. */
final class Fetch {
    /** Room that is left on the disk for others. */
    private static final long SPARE = 16L * 1024 * 1024;

    private final HubSettings settings;
    private final HubHttp http;
    private final HubAnswers answers;
    private final HubApi api;
    private final Cache cache;
    private final HubName name;
    private final FetchListener listener;
    private final Patience patience;

    Fetch(
            HubSettings settings,
            HubHttp http,
            HubAnswers answers,
            Cache cache,
            HubName name,
            FetchListener listener,
            Patience patience) {
        this.settings = settings;
        this.http = http;
        this.answers = answers;
        this.api = new HubApi(settings, http, answers);
        this.cache = cache;
        this.name = name;
        this.listener = listener;
        this.patience = patience;
    }

    /** Asks what the name stands for, and brings what is missing. */
    Snapshot run() throws IOException {
        Optional<Pin> before = Pin.read(cache, name);
        Revision revision = withWeights(api.revision(name, patience));
        before.filter(pin -> !pin.commit().equals(revision.commit()))
                .ifPresent(pin ->
                        listener.note(name + " has moved from commit " + pin.commit() + " to " + revision.commit()));
        Snapshot snapshot = complete(revision);
        if (!HubName.isCommit(revision.name())) {
            cache.write(cache.reference(revision.name()), revision.commit());
        }
        return snapshot;
    }

    /** Brings what is missing of a pinned commit; the name stays with it, wherever its revision is by now. */
    Snapshot restore(Pin pin) throws IOException {
        listener.note("the cache has lost files of " + name + ", which is pinned to " + pin.commit());
        Revision now = api.revision(name.at(pin.source()), patience);
        if (!now.commit().equals(pin.commit())) {
            now = api.revision(name.at(pin.commit()), patience);
        }
        return complete(new Revision(pin.source(), pin.commit(), now.files()));
    }

    private Snapshot complete(Revision revision) throws IOException {
        listener.note(name + " is commit " + revision.commit());
        cache.prepare(revision.commit());
        List<RemoteFile> files = bring(revision);
        for (RemoteFile file : files) {
            cache.expose(revision.commit(), file);
        }
        Pin pin = new Pin(name, revision.name(), revision.commit(), files);
        pin.write(cache);
        return pin.snapshot(cache);
    }

    private Revision withWeights(Revision revision) throws HubException {
        Set<String> files = revision.files().keySet();
        if (CheckpointFiles.hasWeights(files)) {
            return revision;
        }
        Optional<Revision> conversion = name.revision().equals(HubName.MAIN)
                        && !CheckpointFiles.pickles(files).isEmpty()
                ? new Conversions(api, listener, patience).find(name, revision)
                : Optional.empty();
        if (conversion.isPresent()) {
            return conversion.get();
        }
        throw Refusals.noSafetensors(settings.url(), name, revision);
    }

    private List<RemoteFile> bring(Revision revision) throws IOException {
        List<RemoteFile> files =
                describe(revision, CheckpointFiles.plain(revision.files().keySet(), label(revision)));
        requireRoom(files);
        for (RemoteFile file : files) {
            bring(revision, file);
            if (file.name().equals(CheckpointFiles.INDEX)) {
                byte[] index = Files.readAllBytes(cache.blob(file.digest()));
                List<RemoteFile> shards =
                        describe(revision, CheckpointFiles.shards(HubJson.parse(index, file.name()), label(revision)));
                requireRoom(shards);
                for (RemoteFile shard : shards) {
                    bring(revision, shard);
                }
                List<RemoteFile> all = new ArrayList<>(files);
                all.addAll(shards);
                return all;
            }
        }
        return files;
    }

    private String label(Revision revision) {
        return name.at(revision.name()).toString();
    }

    private List<RemoteFile> describe(Revision revision, Iterable<String> names) throws HubException {
        List<RemoteFile> files = new ArrayList<>();
        for (String file : names) {
            ListedFile listed = revision.files().get(file);
            if (listed == null) {
                throw new HubException(label(revision) + " has no " + file + ", which its index names");
            }
            files.add(api.describe(name, revision.commit(), listed, patience));
        }
        return files;
    }

    private void bring(Revision revision, RemoteFile file) throws IOException {
        Path blob = cache.blob(file.digest());
        if (Cache.size(blob) == file.size() && Adoption.matches(blob, file.digest())) {
            return;
        }
        Path part = cache.part(file.digest());
        try (Download download = new Download(http, answers, patience, listener, name, file, part)) {
            listener.begin(file.name(), file.size(), download.position());
            var uri = api.content(name, revision.commit(), file.name());
            // Once more from the beginning: an older part or the way here may have been bad.
            if (!download.receive(uri) && !download.receive(uri)) {
                throw new HubException(
                        file.name() + " of " + label(revision) + " came twice with other bytes than the hub"
                                + " promises (expected " + file.size() + " bytes with " + file.digest() + ", got "
                                + download.mismatch() + "); a proxy, a mirror or the disk changes it");
            }
            Cache.move(part, blob);
        } finally {
            listener.end();
        }
    }

    private void requireRoom(List<RemoteFile> files) throws IOException {
        long missing = 0;
        for (RemoteFile file : files) {
            if (Cache.size(cache.blob(file.digest())) != file.size()) {
                long wanted = Math.max(0, file.size() - Math.max(0, Cache.size(cache.part(file.digest()))));
                // A hub can say any size; the sum must not come out as a small one.
                missing = Math.min(Long.MAX_VALUE - wanted, missing) + wanted;
            }
        }
        FileStore disk = Files.getFileStore(cache.pins());
        if (missing > 0 && missing > disk.getUsableSpace() - SPARE) {
            throw new HubException("the disk of " + settings.cache() + " has " + megabytes(disk.getUsableSpace())
                    + " free, but " + name + " wants " + megabytes(missing)
                    + " more; make room, or set hub.cache.dir to a folder on another disk");
        }
    }

    private static String megabytes(long bytes) {
        return bytes / 1_000_000 + " MB";
    }
}
