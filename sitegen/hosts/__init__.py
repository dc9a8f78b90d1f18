"""Hosts: what each needs beside the pages, and what it does not take.

host       what a host is: files it reads, a snippet for its configuration, limits
facts      what there is to tell a host about this site
headers    the one place where path -> headers come together
limits     counts and sizes against what a host takes, before and after building
choosing   the hosts by name, their files as outputs, everything wrong with the choice
squeezing  compressed twins beside files, for servers that hand them out as they are

One module for each host or family: `rule_files` (Netlify, Cloudflare Pages), `vercel`, `github_pages`, `s3`, `nginx`,
`caddy`, `apache`.
"""
