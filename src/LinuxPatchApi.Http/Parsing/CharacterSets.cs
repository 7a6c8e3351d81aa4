using System.Buffers;

namespace LinuxPatchApi.Http.Parsing;

/// <summary>The byte classes of the grammar, for vectorised searches.</summary>
internal static class CharacterSets
{
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>tchar, RFC 9110 section 5.6.2.</summary>
    public static readonly SearchValues<byte> Token = Of(Alphanumeric + "!#$%&'*+-.^_`|~");

    /// <summary>pchar, "/" and "%", RFC 3986 section 3.3; what follows a "%" is checked by <see cref="PercentDecoder"/>.</summary>
    public static readonly SearchValues<byte> Path = Of(Alphanumeric + "-._~!$&'()*+,;=:@/%");

    /// <summary>query, RFC 3986 section 3.4.</summary>
    public static readonly SearchValues<byte> Query = Of(Alphanumeric + "-._~!$&'()*+,;=:@/%?");

    /// <summary>
    /// Host names in practice: letters, digits, hyphen, dot, underscore. RFC 3986's reg-name allows more, which no host has and which other
    /// parsers read differently.
    /// </summary>
    public static readonly SearchValues<byte> HostName = Of(Alphanumeric + "-._");

    /// <summary>The content of an IPv6 literal.</summary>
    public static readonly SearchValues<byte> HostLiteral = Of("0123456789abcdefABCDEF:.");

    /// <summary>Bytes forbidden in a field value: controls other than TAB, and DEL (RFC 9110 section 5.5).</summary>
    public static readonly SearchValues<byte> ForbiddenInValue = SearchValues.Create(Controls());

    private static SearchValues<byte> Of(string characters) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(characters));

    private static byte[] Controls()
    {
        var controls = Enumerable.Range(0, 0x20).Where(value => value != '\t').Append(0x7F);
        return [.. controls.Select(value => (byte)value)];
    }
}
