using System.Text;
using LinuxPatchApi.Http.Faults;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>
/// Derives host, body framing and connection handling from the header fields. Refuses whatever two parsers might read differently.
/// </summary>
internal static class FramingRules
{
    /// <summary>More digits exceed every plausible length; fewer never overflow.</summary>
    private const int LengthDigits = 18;

    /// <summary>Checks a complete head and sets body framing, keep-alive and expectation. Null when valid.</summary>
    public static HttpFaultReason? Apply(RequestHead head)
    {
        var fields = new Fields();
        for (var i = 0; i < head.Headers.Count; i++)
        {
            Collect(head.Headers, i, ref fields);
        }
        return fields.Lookalikes > 0 ? HttpFaultReason.InvalidHeaderName
            : CheckHost(head, fields) ?? CheckBody(head, fields) ?? CheckExpectation(head, fields) ?? CheckConnection(head);
    }

    private static void Collect(HeaderCollection headers, int index, ref Fields fields)
    {
        var name = headers.NameBytesAt(index);
        if (Ascii.EqualsIgnoreCase(name, "Host"u8))
        {
            fields.Hosts++;
            fields.Host = index;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
        {
            fields.Lengths++;
            fields.Length = index;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8))
        {
            fields.Codings++;
            fields.Coding = index;
        }
        else if (Ascii.EqualsIgnoreCase(name, "Expect"u8))
        {
            fields.Expectations++;
            fields.Expectation = index;
        }
        else if (FramingFields.IsLookalike(name))
        {
            fields.Lookalikes++;
        }
    }

    private static HttpFaultReason? CheckHost(RequestHead head, in Fields fields)
    {
        if (fields.Hosts == 0)
        {
            return head.IsHttp10 ? null : HttpFaultReason.MissingHost;
        }
        if (fields.Hosts > 1)
        {
            return HttpFaultReason.RepeatedHost;
        }
        var host = head.Headers.ValueBytesAt(fields.Host);
        // RFC 9112 section 3.2.2 gives the target precedence over Host; different values come from an attack or a broken proxy.
        var agrees = head.Authority is null || Ascii.EqualsIgnoreCase(host, head.Authority);
        return HostParser.IsValid(host) && agrees ? null : HttpFaultReason.InvalidHost;
    }

    private static HttpFaultReason? CheckBody(RequestHead head, in Fields fields)
    {
        if (fields.Lengths > 0 && fields.Codings > 0)
        {
            return HttpFaultReason.ConflictingFraming;
        }
        if (fields.Codings > 0)
        {
            if (fields.Codings > 1 || head.IsHttp10)
            {
                return HttpFaultReason.InvalidTransferEncoding;
            }
            head.Body = new BodyFraming(BodyKind.Chunked, 0);
            return CheckCoding(head.Headers.ValueBytesAt(fields.Coding));
        }
        if (fields.Lengths == 0)
        {
            return null;
        }
        if (fields.Lengths > 1 || ParseLength(head.Headers.ValueBytesAt(fields.Length)) is not { } length)
        {
            return HttpFaultReason.InvalidContentLength;
        }
        head.Body = new BodyFraming(BodyKind.Length, length);
        return null;
    }

    /// <summary>A single other coding is unknown (501); anything else that contains chunked is an attempt to confuse (400).</summary>
    private static HttpFaultReason? CheckCoding(ReadOnlySpan<byte> coding)
    {
        if (Ascii.EqualsIgnoreCase(coding, "chunked"u8))
        {
            return null;
        }
        foreach (var range in coding.Split((byte)','))
        {
            var name = coding[range].Trim(" \t"u8);
            if (name.IsEmpty || name.ContainsAnyExcept(CharacterSets.Token) || Ascii.EqualsIgnoreCase(name, "chunked"u8))
            {
                return IsChunkedLast(coding) ? HttpFaultReason.UnknownTransferCoding : HttpFaultReason.InvalidTransferEncoding;
            }
        }
        return HttpFaultReason.UnknownTransferCoding;
    }

    /// <summary>True for <c>gzip, chunked</c>: legal framing with a coding that is not implemented.</summary>
    private static bool IsChunkedLast(ReadOnlySpan<byte> coding)
    {
        var lastComma = coding.LastIndexOf((byte)',');
        if (lastComma < 0 || !Ascii.EqualsIgnoreCase(coding[(lastComma + 1)..].Trim(" \t"u8), "chunked"u8))
        {
            return false;
        }
        foreach (var range in coding[..lastComma].Split((byte)','))
        {
            var name = coding[..lastComma][range].Trim(" \t"u8);
            if (name.IsEmpty || name.ContainsAnyExcept(CharacterSets.Token) || Ascii.EqualsIgnoreCase(name, "chunked"u8))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Parses a length; null for anything but plain digits. Leading zeros are legal, but some parsers read them as octal, and no client
    /// sends them.
    /// </summary>
    private static long? ParseLength(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > LengthDigits || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || (value[0] == '0' && value.Length > 1))
        {
            return null;
        }
        return long.Parse(value, provider: null);
    }

    private static HttpFaultReason? CheckExpectation(RequestHead head, in Fields fields)
    {
        if (fields.Expectations == 0)
        {
            return null;
        }
        if (fields.Expectations > 1 || !Ascii.EqualsIgnoreCase(head.Headers.ValueBytesAt(fields.Expectation), "100-continue"u8))
        {
            return HttpFaultReason.UnknownExpectation;
        }
        // RFC 9110 section 10.1.1: ignored in HTTP/1.0; without a body there is nothing to wait for.
        head.ExpectsContinue = !head.IsHttp10 && !head.Body.IsEmpty;
        return null;
    }

    private static HttpFaultReason? CheckConnection(RequestHead head)
    {
        var close = false;
        var keepAlive = false;
        for (var i = 0; i < head.Headers.Count; i++)
        {
            if (!Ascii.EqualsIgnoreCase(head.Headers.NameBytesAt(i), "Connection"u8))
            {
                continue;
            }
            var value = head.Headers.ValueBytesAt(i);
            foreach (var range in value.Split((byte)','))
            {
                var option = value[range].Trim(" \t"u8);
                close |= Ascii.EqualsIgnoreCase(option, "close"u8);
                keepAlive |= Ascii.EqualsIgnoreCase(option, "keep-alive"u8);
            }
        }
        head.KeepAlive = !close && (keepAlive || !head.IsHttp10);
        return null;
    }

    private ref struct Fields
    {
        public int Hosts, Host, Lengths, Length, Codings, Coding, Expectations, Expectation, Lookalikes;
    }
}
