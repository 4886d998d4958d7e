"""Calls OSS in path style: reverse_boto3_calls.py ENDPOINT BUCKET SIGNATURE_VERSION. Ends with 0 when all went well.

Keys come from the environment, as boto3 reads them.
"""
import os
import sys

import boto3
from botocore.config import Config

endpoint, bucket, signature_version = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="cn-hangzhou",
    config=Config(
        signature_version=signature_version,
        s3={"addressing_style": "path"},
        retries={"max_attempts": 1},
    ),
)

content = os.urandom(3000)
client.put_object(Bucket=bucket, Key="a b/ü.bin", Body=content)
if client.get_object(Bucket=bucket, Key="a b/ü.bin")["Body"].read() != content:
    sys.exit("the object came back changed")
if [item["Key"] for item in client.list_objects(Bucket=bucket)["Contents"]] != ["a b/ü.bin"]:
    sys.exit("the list is wrong")
client.delete_object(Bucket=bucket, Key="a b/ü.bin")
