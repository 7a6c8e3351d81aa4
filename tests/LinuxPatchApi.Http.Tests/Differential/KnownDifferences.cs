using System.Text.RegularExpressions;

namespace LinuxPatchApi.Http.Tests.Differential;

/// <summary>Where other parsers and ours disagree, and why ours is right. Any other difference fails the test.</summary>
internal static class KnownDifferences
{
    private const string Either = "";
    private const string Node = "node";
    private const string H11 = "h11";

    /// <summary>The reason is compared with the beginning of the one found. A cause must be found in the bytes.</summary>
    private static readonly (string Parser, DifferenceKind Kind, string Reason, string Why, string? Cause)[] Rows =
    [
        // What we accept and they refuse. A well-behaved peer may send each of these.
        (Either, DifferenceKind.TheyRefuse, "illegal chunk header: bytearray(b'5 ",
            "RFC 9112 7.1.1: white space around the parts of a chunk extension is parsed and removed", @"\n[0-9A-Fa-f]+(;[^\r]*)?[ \t]"),
        (Node, DifferenceKind.TheyRefuse, "HPE_INVALID_CHUNK_SIZE", "the same white space", @"\n[0-9A-Fa-f]+(;[^\r]*)?[ \t]"),
        (Node, DifferenceKind.TheyRefuse, "HPE_INVALID_CONTENT_LENGTH",
            "RFC 9110 5.5: a TAB before or behind a value is no part of it", @"(?i)content-length:[ ]*\t|content-length:[^\r]*\t"),
        (Node, DifferenceKind.TheyRefuse, "HPE_INVALID_VERSION",
            "RFC 9110 2.5: a higher minor version is answered as 1.1", @"HTTP/1\.[2-9]"),
        (Node, DifferenceKind.TheyRefuse, "UPGRADE",
            "node stops at any Upgrade and asks the program; ours goes on with HTTP unless a WebSocket is agreed to", @"(?i)\nupgrade:"),
        (H11, DifferenceKind.TheyRefuse, "no request line received", "RFC 9112 2.2: one empty line before a request is ignored", null),
        (H11, DifferenceKind.TheyRefuse, "closed",
            "h11 never keeps an HTTP/1.0 connection, although keep-alive was asked for", @"HTTP/1\.0"),
        (H11, DifferenceKind.Understood, "fields",
            "h11 gives the coding's name in lower case", @"(?i:transfer-encoding):[ \t]*(?!chunked)(?i:chunked)"),

        // What we refuse and they accept: framing, where two readers of one stream could disagree.
        (Either, DifferenceKind.WeRefuse, "BareLineFeed",
            "RFC 9112 2.2 allows to take LF for a line end; not all do, and that is how requests are smuggled", null),
        (Either, DifferenceKind.WeRefuse, "BareCarriageReturn",
            "the same for a CR, which they read as a line end or as part of an empty line", null),
        (Either, DifferenceKind.WeRefuse, "MalformedChunk",
            "LF in a size line, empty extensions, trailers that would be framing or credentials, space behind a size", null),
        (Either, DifferenceKind.WeRefuse, "InvalidContentLength",
            "leading zeros, and the same length twice: RFC 9110 8.6 allows to refuse them", null),
        (Either, DifferenceKind.WeRefuse, "InvalidTransferEncoding",
            "chunked in HTTP/1.0, in lists with empty parts, or an empty coding: RFC 9112 6.1", null),
        (Node, DifferenceKind.WeRefuse, "UnknownTransferCoding", "node hands the coded body on; nobody behind us would decode it", null),
        (H11, DifferenceKind.WeRefuse, "ConflictingFraming",
            "RFC 9112 6.1: length and coding together ought to be handled as an error; h11 drops the length", null),
        (H11, DifferenceKind.WeRefuse, "LineFolding", "RFC 9112 5.2: a server must refuse it or unfold it; h11 unfolds", @"\n[ \t]"),
        (Either, DifferenceKind.WeRefuse, "InvalidHeaderName",
            "Content_Length and Transfer_Encoding, which gateways make the real ones", null),
        (H11, DifferenceKind.WeRefuse, "InvalidHeaderValue",
            "RFC 9110 5.5: a field with a control character is to be refused or cleaned; h11 passes all but NUL on", null),
        (Node, DifferenceKind.WeRefuse, "IncompleteRequest",
            "node takes a CR at the very end for the beginning of an empty line; node 18 ends a head by CR and any byte", @"\r$|\n\r[^\n]"),
        (Node, DifferenceKind.WeRefuse, "LineFolding", "node 18 cuts off white space before the first field", @"\n[ \t]"),
        (Node, DifferenceKind.WeRefuse, "ConflictingFraming", "node 18 takes an empty coding for none", @"(?i)transfer-encoding:[ \t]*\r"),
        (Node, DifferenceKind.WeRefuse, "EmptyLines", "node skips any number of empty lines; RFC 9112 2.2 asks for one", @"\n\r\n"),

        // What we refuse and they accept: what they do not consider a parser's task.
        (Either, DifferenceKind.WeRefuse, "InvalidHost", "they hand any Host on; RFC 9112 3.2 asks the server to answer 400", null),
        (Either, DifferenceKind.WeRefuse, "MissingHost", "node asks for Host above its parser; h11 does not for versions above 1.1", null),
        (Node, DifferenceKind.WeRefuse, "RepeatedHost", "node looks at Host above its parser", null),
        (Either, DifferenceKind.WeRefuse, "UnknownExpectation", "they leave Expect to the program; RFC 9110 10.1.1: 417", null),
        (Either, DifferenceKind.WeRefuse, "UnknownMethod", "they take any token, or many names; we have resources for nine methods", null),
        (Either, DifferenceKind.WeRefuse, "UnsupportedVersion", "they take 0.9 or 2.0 in a request line; we speak 1.x", null),
        (Either, DifferenceKind.WeRefuse, "MalformedRequestLine",
            "node takes a line without version (HTTP/0.9); h11 takes methods longer than 32 characters", null),
        (Either, DifferenceKind.WeRefuse, "InvalidTarget", "they hand the target on as it is; RFC 3986 has no such characters", null),
        (Either, DifferenceKind.WeRefuse, "InvalidPercentEncoding", "they do not decode", null),
        (Either, DifferenceKind.WeRefuse, "InvalidUtf8", "they do not decode", null),
        (Either, DifferenceKind.WeRefuse, "EncodedSlash", "they do not decode", null),
        (Either, DifferenceKind.WeRefuse, "EncodedControlCharacter", "they do not decode", null),
        (Either, DifferenceKind.WeRefuse, "DotSegment", "they do not look at segments", null),
    ];

    public static bool IsListed(string parser, Difference difference, string input) =>
        Rows.Any(row => (row.Parser == Either || row.Parser == parser) && row.Kind == difference.Kind
            && difference.Reason.StartsWith(row.Reason, StringComparison.Ordinal)
            && (row.Cause is null || Regex.IsMatch(input, row.Cause)));
}
