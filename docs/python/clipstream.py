"""Producer, labeller and dashboard in Python: pip install confluent-kafka fastavro

python clipstream.py BROKERS REGISTRY_URL TASK photo.jpg LABEL   sends the image, prints its prediction, corrects it
"""

import io
import json
import struct
import sys
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone
from pathlib import Path

import fastavro
from confluent_kafka import Consumer, Producer

SCHEMAS = Path(__file__).parents[2] / "schemas/src/main/resources/io/clipstream/schemas/released/1"


class Registry:
    """Schemas by id, and the ids to write with; Confluent's REST API, as Confluent's own client speaks it."""

    def __init__(self, url):
        self.url, self.by_id, self.latest = url, {}, {}

    def call(self, path, body=None):
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(body).encode() if body else None,
            headers={"Content-Type": "application/vnd.schemaregistry.v1+json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def to_write(self, topic, record):
        """The subject's latest schema; the released file is registered where there is none yet."""
        if topic not in self.latest:
            try:
                found = self.call(f"/subjects/{topic}-value/versions/latest")
            except urllib.error.HTTPError as error:
                if error.code != 404:
                    raise
                text = (SCHEMAS / f"{record}.avsc").read_text()
                found = self.call(f"/subjects/{topic}-value/versions", {"schema": text}) | {"schema": text}
            self.latest[topic] = found["id"], fastavro.parse_schema(json.loads(found["schema"]))
        return self.latest[topic]

    def encode(self, topic, record, value):
        schema_id, schema = self.to_write(topic, record)
        out = io.BytesIO(struct.pack(">bI", 0, schema_id))  # Confluent's wire format: 0, the id, Avro
        out.seek(5)
        fastavro.schemaless_writer(out, schema, value)
        return out.getvalue()

    def decode(self, data):
        schema_id = struct.unpack(">bI", data[:5])[1]
        if schema_id not in self.by_id:
            text = self.call(f"/schemas/ids/{schema_id}")["schema"]
            self.by_id[schema_id] = fastavro.parse_schema(json.loads(text))
        return fastavro.schemaless_reader(io.BytesIO(data[5:]), self.by_id[schema_id])


def send(producer, topic, key, value):
    """Returns when the brokers have it; raises what they said otherwise."""
    failures = []
    producer.produce(topic, key=key, value=value, on_delivery=lambda error, _: error and failures.append(error))
    if producer.flush(30) or failures:
        raise RuntimeError(f"{topic} did not take {key}: {failures or 'no answer within 30 s'}")


def main(brokers, registry_url, task, photo, label):
    registry = Registry(registry_url)
    producer = Producer({
        "bootstrap.servers": brokers,
        "enable.idempotence": True,
        "message.max.bytes": 8 * 1024 * 1024,  # librdkafka stops at 1 MB
    })
    reader = Consumer({
        "bootstrap.servers": brokers,
        "group.id": f"python-{uuid.uuid4()}",
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",
    })
    reader.subscribe(["predictions"])

    image_id = f"python-{uuid.uuid4()}"
    send(producer, "images", image_id, registry.encode("images", "ImageEvent", {
        "task": task,
        "eventTime": datetime.now(timezone.utc),
        "content": ("io.clipstream.schemas.InlineImage", {"payload": Path(photo).read_bytes()}),
    }))  # what is not given has a default

    while True:
        message = reader.poll(1.0)
        if message is not None and message.error() is None and message.key() == image_id.encode():
            break
    prediction = registry.decode(message.value())
    best = prediction["top"][0]
    print(f"{image_id} is {best['label']} ({best['probability']:.2f}) says version {prediction['adapterVersion']}")

    send(producer, "corrections", image_id, registry.encode("corrections", "Correction", {
        "correctionId": uuid.uuid4(),  # the same id twice counts once
        "task": task,
        "kind": "LABEL",
        "label": label,
        "origin": "SPONTANEOUS",
        "annotator": "ann",
        "eventTime": datetime.now(timezone.utc),
    }))
    reader.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
