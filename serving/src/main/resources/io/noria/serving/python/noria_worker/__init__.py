"""A model in a process of its own, asked over a Unix domain socket."""
