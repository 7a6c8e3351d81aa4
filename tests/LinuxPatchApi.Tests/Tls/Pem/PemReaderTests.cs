using System.Text;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Pem;

namespace LinuxPatchApi.Tests.Tls.Pem;

/// <summary>
/// Every line that begins a block is read or reported. The blocks hold the integers 1 and 2; the content does not matter here.
/// </summary>
public sealed class PemReaderTests
{
    private const string One = "-----BEGIN X509 CRL-----\nAgEB\n-----END X509 CRL-----\n";
    private const string Two = "-----BEGIN X509 CRL-----\nAgEC\n-----END X509 CRL-----\n";

    public static TheoryData<string, string> Whole => new()
    {
        { "plain", One + Two },
        { "byte order mark", "\uFEFF" + One + Two },
        { "byte order mark between files", One + "\uFEFF" + Two },
        { "byte order mark behind white space", One + " \uFEFF\uFEFF " + Two },
        { "CRLF", (One + Two).Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "CR", (One + Two).Replace('\n', '\r') },
        { "line ends mixed", One.Replace("\n", "\r\n", StringComparison.Ordinal) + Two },
        { "no line end at the end", (One + Two).TrimEnd() },
        { "indented", (One + Two).Replace("-----B", " \t-----B", StringComparison.Ordinal)
            .Replace("AgE", "  AgE", StringComparison.Ordinal) },
        { "white space at line ends", (One + Two).Replace("\n", " \t\n", StringComparison.Ordinal) },
        { "blank lines", (One + Two).Replace("\n", "\n\n", StringComparison.Ordinal) },
        { "text of openssl between", "Certificate:\n    Data:\n        Version: 3 (0x2)\n" + One
            + "subject=CN = x - BEGIN\n# the end -- of the first --\n\n" + Two + "The End\n" },
        { "base64 of one character a line", (One + Two).Replace("AgE", "A\ng\nE\n", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Case02_Whole_blocks_are_read_without_a_word(string name, string text)
    {
        var content = PemReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.True(content.Findings.Count == 0, $"{name}: {string.Join("; ", content.Findings)}");
        Assert.Equal([1, 2], content.Blocks.Select(block => (int)block.Der[2]));
    }

    public static TheoryData<string, string, int, string> Findings => new()
    {
        { "no line end between files", One.TrimEnd() + Two, 3, "12" },
        { "the same and a byte order mark", One.TrimEnd() + "\uFEFF" + Two, 3, "12" },
        { "text before", "x" + One + Two, 1, "2" },
        { "commented out", "#" + One.Replace("\n", "\n#", StringComparison.Ordinal).TrimEnd('#') + Two, 1, "2" },
        { "cut short", One[..29] + "\n" + Two, 3, "2" },
        { "cut short in its base64, no line end", One[..27] + Two, 2, "2" },
        { "cut short at its end", Two + One[..40], 6, "2" },
        { "cut short at the end of the file", Two + One[..30], 4, "2" },
        { "cut short in its label", Two + One[..18], 4, "2" },
        { "cut short in BEGIN", Two + One[..10], 4, "2" },
        { "cut short in its dashes", Two + One[..3], 4, "2" },
        { "end of another label", One.Replace("END X509 CRL", "END CERTIFICATE", StringComparison.Ordinal) + Two, 3, "2" },
        { "end without a beginning", One[25..] + Two, 2, "2" },
        { "six dashes", "-" + One + Two, 1, "2" },
        { "six dashes behind", One.Replace("CRL-----\nA", "CRL------\nA", StringComparison.Ordinal) + Two, 1, "2" },
        { "four dashes", One[1..] + Two, 1, "2" },
        { "four dashes everywhere", One.Replace("-----", "----", StringComparison.Ordinal) + Two, 1, "2" },
        { "small letters", One.ToLowerInvariant() + Two, 1, "2" },
        { "dashes of a word processor", One.Replace("-----", "\u2014\u2014-", StringComparison.Ordinal) + Two, 1, "2" },
        { "no space behind BEGIN", One.Replace("BEGIN ", "BEGIN", StringComparison.Ordinal) + Two, 1, "2" },
        { "no label", One.Replace(" X509 CRL", " ", StringComparison.Ordinal) + Two, 1, "2" },
        { "not base64", One.Replace("AgEB", "AgEB*", StringComparison.Ordinal) + Two, 2, "2" },
        { "base64 of three characters", One.Replace("AgEB", "AgE", StringComparison.Ordinal) + Two, 1, "2" },
        { "padding inside", One.Replace("AgEB", "AgE=AgEB", StringComparison.Ordinal) + Two, 1, "2" },
        { "a header", One.Replace("AgEB", "X: y\n\nAgEB", StringComparison.Ordinal) + Two, 2, "2" },
        { "empty", One.Replace("AgEB\n", "", StringComparison.Ordinal) + Two, 1, "2" },
        { "data behind", One.Replace("AgEB", "AgEBBQA=", StringComparison.Ordinal) + Two, 1, "2" },
        { "DER cut short", One.Replace("AgEB", "AgI=", StringComparison.Ordinal) + Two, 1, "2" },
        { "byte order mark inside", One.Replace("AgEB", "Ag\uFEFFEB", StringComparison.Ordinal) + Two, 2, "2" },
        { "nul inside", One.Replace("AgEB", "Ag\0EB", StringComparison.Ordinal) + Two, 2, "2" },
        { "nul outside", One + "\0\0\0\n" + Two, 4, "12" },
        { "nul as padding", One + Two + "\0\0\0", 7, "12" },
        { "zero-width space before", "\u200B" + One + Two, 1, "2" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void Case02_What_is_not_as_it_should_be_is_reported_with_its_line_and_the_rest_is_read(string name, string text, int line,
        string read)
    {
        var content = PemReader.Read(Encoding.UTF8.GetBytes(text));
        Assert.True(content.Findings.Any(finding => finding.Line == line), $"{name}: {string.Join("; ", content.Findings)}");
        Assert.Equal(read, string.Concat(content.Blocks.Select(block => (int)block.Der[2])));
    }

    /// <summary>What is meant to be read, and is not, must not be passed over: the newest list may be the one behind the text.</summary>
    [Theory]
    [InlineData("> ", "X509 CRL", true)]
    [InlineData("# ", "CERTIFICATE", true)]
    [InlineData("x", "EC PRIVATE KEY", true)]
    [InlineData("> ", "PGP MESSAGE", false)]
    [InlineData("> ", "", false)]
    public void Case02_A_known_block_whose_begin_stands_behind_text_is_damage(string before, string label, bool isDamage)
    {
        var content = PemReader.Read(Encoding.ASCII.GetBytes(before + One.Replace("X509 CRL", label, StringComparison.Ordinal) + Two));
        Assert.Equal(isDamage, content.Findings.First(f => f.Line == 1).IsDamage);
    }

    [Fact]
    public void Case02_A_value_whose_length_never_ends_is_reported()
    {
        var file = PemReader.Read("-----BEGIN CERTIFICATE-----\nMIA=\n-----END CERTIFICATE-----\n"u8);
        Assert.Empty(file.Blocks);
        Assert.Equal(1, Assert.Single(file.Findings).Line);
    }

    [Fact]
    public void Case02_Utf16_is_reported()
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var finding = Assert.Single(PemReader.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(One)]).Findings);
            Assert.True(finding.IsDamage);
            Assert.Contains("UTF-16", finding.Text, StringComparison.Ordinal);
            // Without a byte order mark every line is full of nul bytes.
            Assert.NotEmpty(PemReader.Read(encoding.GetBytes(One)).Findings);
        }
    }

    [Theory]
    [InlineData("CERTIFICATE", PemKind.Certificate)]
    [InlineData("X509 CERTIFICATE", PemKind.Certificate)]
    [InlineData("X.509 CERTIFICATE", PemKind.Certificate)]
    [InlineData("TRUSTED CERTIFICATE", PemKind.TrustedCertificate)]
    [InlineData("X509 CRL", PemKind.RevocationList)]
    [InlineData("CRL", PemKind.RevocationList)]
    [InlineData("PRIVATE KEY", PemKind.PrivateKey)]
    [InlineData("EC PRIVATE KEY", PemKind.PrivateKey)]
    [InlineData("ENCRYPTED PRIVATE KEY", PemKind.EncryptedPrivateKey)]
    [InlineData("EC PARAMETERS", PemKind.Parameters)]
    [InlineData("CERTIFICATE REQUEST", PemKind.Other)]
    [InlineData("PUBLIC KEY", PemKind.Other)]
    internal void Case02_Labels_are_known(string label, PemKind kind) =>
        Assert.Equal(kind, Assert.Single(PemReader.Read(Encoding.ASCII.GetBytes(One.Replace("X509 CRL", label, StringComparison.Ordinal)))
            .Blocks).Kind);

    [Fact]
    public void Case02_Headers_of_an_encrypted_key_are_understood() =>
        Assert.Equal(PemKind.EncryptedPrivateKey, Assert.Single(PemReader.Read(
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END EC PRIVATE KEY-----\n"u8)
            .Blocks).Kind);

    [Fact]
    public void Case02_Blocks_and_findings_are_bounded_and_the_bound_is_reported()
    {
        var most = string.Concat(Enumerable.Repeat(One, TlsLimits.MaxPemBlocks));
        Assert.Empty(PemReader.Read(Encoding.ASCII.GetBytes(most)).Findings);
        var more = PemReader.Read(Encoding.ASCII.GetBytes(most + Two));
        Assert.Equal(TlsLimits.MaxPemBlocks, more.Blocks.Count);
        Assert.True(Assert.Single(more.Findings).IsDamage);
        var bad = string.Concat(Enumerable.Repeat("#" + One, 1000));
        Assert.InRange(PemReader.Read(Encoding.ASCII.GetBytes(bad)).Findings.Count, TlsLimits.MaxPemFindings, TlsLimits.MaxPemFindings + 1);
    }

    /// <summary>Changes or removes each byte of two valid blocks: both are read, or something is reported.</summary>
    [Fact]
    public void Case02_No_change_of_one_byte_makes_a_block_vanish()
    {
        var good = Encoding.ASCII.GetBytes(One + Two);
        for (var i = 0; i < good.Length; i++)
        {
            foreach (var change in new byte[] { 0x01, 0x20, 0x04, 0x80 })
            {
                byte[] changed = [.. good];
                changed[i] ^= change;
                Check(changed, i);
            }
            Check([.. good[..i], .. good[(i + 1)..]], i);
            Check(good[..i], i);
        }

        static void Check(byte[] file, int at)
        {
            var content = PemReader.Read(file);
            var isWhole = content.Blocks.Count(block => block.Kind == PemKind.RevocationList)
                + content.Blocks.Count(block => block.Kind == PemKind.Other) == 2;
            var isCutBetween = at == One.Length || at == One.Length - 1 || at == 0;
            Assert.True(isWhole || content.Findings.Count > 0 || isCutBetween, $"byte {at}: {Encoding.Latin1.GetString(file)}");
        }
    }
}
