package lib.unused

x := 1
