"""One call through the S3-compatible surface: boto3_call.py ENDPOINT BUCKET NAME.

Ends with 0 when it went well and with 3 when the service refused it. Keys and proxy come from the environment.
"""
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

endpoint, bucket, name = sys.argv[1:]
client = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="cn-hangzhou",
    config=Config(signature_version="s3v4", s3={"addressing_style": "virtual"}),
)


def complete_with_missing_part():
    upload = client.create_multipart_upload(Bucket=bucket, Key="film.mp4")["UploadId"]
    part = client.upload_part(Bucket=bucket, Key="film.mp4", UploadId=upload, PartNumber=1, Body=b"x" * 200_000)
    parts = [{"PartNumber": 1, "ETag": part["ETag"]}, {"PartNumber": 2, "ETag": part["ETag"]}]
    client.complete_multipart_upload(
        Bucket=bucket, Key="film.mp4", UploadId=upload, MultipartUpload={"Parts": parts}
    )


CALLS = {
    "put": lambda: client.put_object(Bucket=bucket, Key="note.txt", Body=b"hello"),
    "complete-with-missing-part": complete_with_missing_part,
}
try:
    CALLS[name]()
except ClientError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
