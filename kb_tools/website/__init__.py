"""From pages to a site: the only room, with the plugin, that knows MkDocs."""
