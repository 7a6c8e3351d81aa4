namespace LinuxPatchApi.Http.Connections.Streams;

/// <summary>Names what a peer sent instead of a TLS hello, from its first bytes. Pure.</summary>
internal static class ForeignProtocol
{
    /// <summary>
    /// Beginnings of a request line, RFC 9110 section 9.3, and of the preface of HTTP/2; cut to what has been read by then.
    /// </summary>
    private static readonly string[] Methods =
        ["GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS ", "PATCH ", "TRACE ", "CONNECT ", "PRI *"];

    /// <param name="first">The bytes that have been read, at least one.</param>
    public static string Describe(ReadOnlySpan<byte> first)
    {
        foreach (var method in Methods)
        {
            if (Begins(first, method))
            {
                return "clear-text HTTP request on the TLS port; the client must use https";
            }
        }

        return Begins(first, "SSH-") ? "an SSH client on the TLS port"
            : Begins(first, "PROXY ") || Begins(first, "\r\n\r\n\0") ? "a PROXY protocol header, which a load balancer sends, before TLS"
            : first[0] is >= 20 and <= 24 ? "a TLS record other than a client's hello"
            : (first[0] & 0x80) != 0 ? "no TLS 1.3 hello; perhaps that of SSL 2"
            : "the peer does not speak TLS";
    }

    /// <summary>A request may come in pieces, so what has been read may be shorter; one letter says nothing.</summary>
    private static bool Begins(ReadOnlySpan<byte> first, string text)
    {
        var length = Math.Min(first.Length, text.Length);
        if (length < 2)
        {
            return false;
        }

        for (var i = 0; i < length; i++)
        {
            if (first[i] != text[i])
            {
                return false;
            }
        }

        return true;
    }
}
