namespace LinuxPatchApi.OpenPgp;

/// <summary>ASCII armour (RFC 9580 section 6). Pure.</summary>
internal static class Armor
{
    public const string PublicKey = "PUBLIC KEY BLOCK";
    public const string Signature = "SIGNATURE";

    /// <summary>Characters of one line. Origin: RFC 9580 section 6 allows 76; lines of headers are longer.</summary>
    private const int LineCharacters = 512;

    private const int LineBytes = 48;
    private const uint CrcInit = 0xB704CE;
    private const uint CrcPolynomial = 0x864CFB;

    /// <summary>True when the text is one block and nothing else.</summary>
    public static bool IsOneBlock(string text, string kind)
    {
        var trimmed = text.Trim();
        return trimmed.StartsWith(Begin(kind), StringComparison.Ordinal) && trimmed.EndsWith(End(kind), StringComparison.Ordinal)
            && trimmed.IndexOf("-----BEGIN", 1, StringComparison.Ordinal) < 0;
    }

    /// <summary>Returns the content of all blocks of a kind, one after the other; null with a clause when one is damaged.</summary>
    public static (byte[]? Bytes, string? Problem) Read(string text, string kind)
    {
        using var all = new MemoryStream();
        var block = new List<string>();
        var isInside = false;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.Length > LineCharacters)
            {
                return (null, $"a line is longer than {LineCharacters} characters");
            }
            if (!isInside)
            {
                isInside = line == Begin(kind);
            }
            else if (line != End(kind))
            {
                block.Add(line);
            }
            else if (Decode(block) is { } bytes)
            {
                all.Write(bytes);
                block.Clear();
                isInside = false;
            }
            else
            {
                return (null, "its armour is damaged: it is not Base64, or its checksum is wrong");
            }
        }
        return isInside ? (null, "its armour has no end") : all.Length == 0 ? (null, $"it has no PGP {kind}") : (all.ToArray(), null);
    }

    /// <summary>Armours a key anew.</summary>
    public static string Write(byte[] bytes, string kind)
    {
        var text = new System.Text.StringBuilder(Begin(kind)).Append("\n\n");
        for (var at = 0; at < bytes.Length; at += LineBytes)
        {
            text.Append(Convert.ToBase64String(bytes, at, Math.Min(LineBytes, bytes.Length - at))).Append('\n');
        }
        return text.Append('=').Append(Convert.ToBase64String(Crc(bytes))).Append('\n').Append(End(kind)).Append('\n').ToString();
    }

    /// <summary>Headers, an empty line, Base64, and perhaps the checksum; null when anything else is there.</summary>
    private static byte[]? Decode(List<string> lines)
    {
        var from = lines.IndexOf("");
        if (from < 0 || lines.Take(from).Any(header => !header.Contains(':', StringComparison.Ordinal)))
        {
            return null;
        }
        var content = lines.Skip(from + 1).SkipWhile(line => line.Length == 0).ToList();
        var checksum = content is [.., ['=', .. { Length: 4 } last]] ? last : null;
        var base64 = string.Concat(checksum is null ? content : content[..^1]);
        var bytes = new byte[base64.Length / 4 * 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length) || length == 0)
        {
            return null;
        }
        var check = new byte[3];
        bytes = bytes[..length];
        return checksum is null
            || (Convert.TryFromBase64String(checksum, check, out var got) && got == check.Length && check.AsSpan()
                .SequenceEqual(Crc(bytes)))
            ? bytes
            : null;
    }

    private static byte[] Crc(byte[] bytes)
    {
        var crc = CrcInit;
        foreach (var b in bytes)
        {
            crc ^= (uint)b << 16;
            for (var i = 0; i < 8; i++)
            {
                crc <<= 1;
                crc = (crc & 0x1000000) != 0 ? crc ^ CrcPolynomial : crc;
            }
        }
        return [(byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }

    private static string Begin(string kind) => $"-----BEGIN PGP {kind}-----";

    private static string End(string kind) => $"-----END PGP {kind}-----";
}
