"""The provider gateway: DNS, domains, machines, keys and billing of any provider, by one API.

A request finds its provider's driver (`registry`), which is made of the stored credentials
(`store`), and calls one of its methods (`routes`). `provider` is all that a driver has to know;
those that come with the application are in `drivers`, and speak HTTP by `upstream`. What costs
money goes through `purchases`.
"""
