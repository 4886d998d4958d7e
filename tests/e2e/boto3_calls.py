"""Calls OSS through its S3-compatible surface: boto3_calls.py ENDPOINT BUCKET. Ends with 0 when all went well.

Keys and proxy come from the environment, as boto3 reads them.
"""
import io
import os
import sys

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

MEBIBYTE = 1024 * 1024

endpoint, bucket = sys.argv[1:]
# OSS takes neither path style nor the newer default algorithm names of S3 clients.
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="cn-hangzhou",
    config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
)


def expect(actual, expected):
    if actual != expected:
        sys.exit(f"expected {expected!r}, got {actual!r}")


def read(key):
    return client.get_object(Bucket=bucket, Key=key)["Body"].read()


small = os.urandom(3000)
client.put_object(Bucket=bucket, Key="a b/ü.bin", Body=small, Metadata={"author": "someone"})
expect(read("a b/ü.bin"), small)
expect(client.head_object(Bucket=bucket, Key="a b/ü.bin")["Metadata"], {"author": "someone"})

large = os.urandom(6 * MEBIBYTE)
parts = TransferConfig(multipart_threshold=5 * MEBIBYTE, multipart_chunksize=5 * MEBIBYTE)
client.upload_fileobj(io.BytesIO(large), bucket, "large.bin", Config=parts)
expect(read("large.bin"), large)

keys = [item["Key"] for item in client.list_objects_v2(Bucket=bucket)["Contents"]]
expect(keys, ["a b/ü.bin", "large.bin"])

for key in keys:
    client.delete_object(Bucket=bucket, Key=key)
expect(client.list_objects_v2(Bucket=bucket)["KeyCount"], 0)
