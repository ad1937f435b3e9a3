package lib.tables

is_banned(component) if component.name in data.ours.names
