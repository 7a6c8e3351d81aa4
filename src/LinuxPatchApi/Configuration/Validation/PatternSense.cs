using System.Net;

namespace LinuxPatchApi.Configuration.Validation;

/// <summary>Finds patterns that are well-formed and can match nothing that a certificate is read to. Pure.</summary>
internal static class PatternSense
{
    /// <summary>The attributes as subjects are shown, RFC 4514 and the framework's own.</summary>
    private static readonly string[] Attributes =
        ["CN", "SN", "SERIALNUMBER", "C", "L", "S", "STREET", "O", "OU", "T", "G", "E", "DC", "UID", "I", "X21Address"];

    /// <summary>What openssl and others call the same attributes.</summary>
    private static readonly (string Written, string Shown)[] Others =
    [
        ("ST", "S"), ("EMAILADDRESS", "E"), ("EMAIL", "E"), ("MAIL", "E"), ("GN", "G"), ("GIVENNAME", "G"), ("TITLE", "T"),
        ("SURNAME", "SN"),
        ("COMMONNAME", "CN"), ("COUNTRY", "C"), ("LOCALITY", "L"), ("ORGANIZATION", "O"), ("ORGANIZATIONALUNIT", "OU"),
    ];

    /// <summary>Returns what to write instead; null when the pattern can match.</summary>
    public static string? OfSubject(string pattern)
    {
        foreach (var attribute in pattern.Contains('"') ? [] : pattern.Split(',', '+').Select(a => a.Trim(' ')))
        {
            var equals = attribute.IndexOf('=');
            var name = equals < 0 ? "" : attribute[..equals];
            if (attribute.Contains('*') && (equals < 0 || name.Contains('*')))
            {
                continue; // A wildcard for the name of the attribute, or for the whole of it.
            }

            if (equals < 0)
            {
                return $"a subject consists of attributes, such as subject:CN={(attribute.Length == 0 ? "manager" : attribute)}";
            }

            if (!Attributes.Contains(name, StringComparer.Ordinal) && !name.StartsWith("OID.", StringComparison.Ordinal)
                && !name.Contains('?'))
            {
                var shown = Array.Find(Others, o => o.Written.Equals(name, StringComparison.OrdinalIgnoreCase)).Shown
                    ?? Array.Find(Attributes, a => a.Equals(name, StringComparison.OrdinalIgnoreCase));
                return shown is null
                    ? $"the attribute {name} is not one of {string.Join(", ", Attributes)}; others are OID.NUMBER"
                    : $"the attribute is shown as {shown}, so write {shown}={attribute[(equals + 1)..]}";
            }
        }

        return null;
    }

    /// <inheritdoc cref="OfSubject"/>
    public static string? OfDns(string pattern) =>
        pattern.Split('.').Any(label => label.Length == 0) ? "a DNS name has no empty label: *.example.org stands for its hosts"
        : pattern.AsSpan().IndexOfAny(":/@") >= 0 ? "a DNS name has no port, path or user: dns:host.example.org"
        : IPAddress.TryParse(pattern, out _) ? $"an address is another kind of name: ip:{pattern}"
        : null;

    /// <inheritdoc cref="OfSubject"/>
    public static string? OfAddress(string pattern) =>
        pattern.Contains('/') ? "a network is not understood here: write ip:192.0.2.* or the addresses"
        : pattern.Contains('*') || pattern.Contains('?') || IPAddress.TryParse(pattern, out _) ? null
        : "write an address, such as ip:192.0.2.7";

    /// <summary>An address as certificates' addresses are shown; a pattern with wildcards as it is.</summary>
    public static string Canonical(string pattern) =>
        !pattern.Contains('*') && !pattern.Contains('?') && IPAddress.TryParse(pattern, out var address) ? address.ToString() : pattern;
}
