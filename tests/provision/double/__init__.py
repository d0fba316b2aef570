"""A double of Pulumi's providers `aws` and `aws-native`, as far as tocsin needs them, for tests.

    PATH=tests/provision/double:$PATH AWS_ENDPOINT_URL_SSM_CONTACTS=http://127.0.0.1:PORT pulumi up

The executables in this folder are found on PATH by the Pulumi CLI and speak its provider protocol. Contacts, channels,
plans, rotations and schedules go through boto3 to an emulator, so that what `pulumi up` makes can be paged; IAM
policies and replication sets live in the state of the stack only. Inputs are checked against the typed SDKs of the real
providers and against the limits of the AWS API.

What the real providers do was read in their sources: terraform-provider-aws (internal/service/ssmcontacts),
pulumi-terraform-bridge and pulumi-aws (provider/region.go, tags.go, autonaming.go), pulumi-aws-native
(provider/pkg/provider/provider.go). Nothing here is shared with the engine: a double that shares code with its client
hides the client's bugs.
"""
