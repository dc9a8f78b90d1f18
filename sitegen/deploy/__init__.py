"""Deploying: what is in the output folder goes to where visitors find it, and only what changed.

sending    the steps: compare, claim, upload (new things first), remove, record
items      what is there to send, with its type, its cache time and a mark of its bytes
book       at the target: what of it is ours and as which bytes it lies there
target     what a target can do, and which one an address means
folder     a folder of this computer
store      any file system that fsspec knows: S3, SFTP, FTP and others
sftp       SFTP by the rules of ssh: known hosts, its configuration, keys before passwords
rsync      over ssh, or to a daemon
branch     a branch of a git repository, without a working tree
"""
