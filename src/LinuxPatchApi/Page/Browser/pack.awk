# Builds the page from page.html: a line {{FILE}} becomes that file of the same folder. Indentation and lines that are only a comment stay
# out, which is a quarter of the page and a tenth of what it adds to the binary.
{
    if (match($0, /^[{][{][a-z.]+[}][}]$/)) {
        file = substr($0, 3, length($0) - 4)
        path = folder "/" file
        while ((status = (getline line < path)) > 0) emit(line)
        if (status < 0) { print "pack.awk: no file " path >"/dev/stderr"; exit 1 }
        close(path)
    } else {
        emit($0)
    }
}

function emit(line) {
    sub(/^[ \t]+/, "", line)
    if (line != "" && line !~ /^\/\// && line !~ /^\/\*.*\*\/$/) print line
}
