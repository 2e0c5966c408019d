"""The HostingCo API: a hosting company's customer portal, over HTTP.

`core` is the company: its tables, its rules, no Flask. `portal` is the documented API on top of it.
`app` puts them together; `cli` and `serve` run them.
"""
