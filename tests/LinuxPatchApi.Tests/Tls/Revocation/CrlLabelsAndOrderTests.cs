using System.Security.Cryptography;
using System.Text;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Files of two lists, each of which revokes a certificate.</summary>
public sealed class CrlLabelsAndOrderTests : IDisposable
{
    private readonly CrlForge _a = new("CN=A");
    private readonly CrlForge _b = new("CN=B");

    public CrlLabelsAndOrderTests()
    {
        _a.Entries.Add(([0x0A], []));
        _b.Entries.Add(([0x0B], []));
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public void Case02_List_under_the_label_of_a_certificate_is_reported_and_is_never_valid()
    {
        var crl = Read(Pem(_a.Make()).Replace("X509 CRL", "CERTIFICATE", StringComparison.Ordinal) + Pem(_b.Make()));
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.StartsWith("crl: line 1: ", crl.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("02.03.2026 lists of both\n")]
    [InlineData("0\n")]
    public void Case02_Text_before_the_lists_that_begins_like_der_hides_none(string text)
    {
        var crl = Read(text + Pem(_a.Make()) + Pem(_b.Make()));
        Assert.Equal(CrlStatus.Valid, crl.Loaded);
        Assert.Equal(["0A", "0B"], Revoked(crl));
    }

    [Theory]
    [InlineData("byte order mark", true)]
    [InlineData("CRLF", true)]
    [InlineData("authority beside", true)]
    [InlineData("no line end", false)]
    [InlineData("label", false)]
    public void Case02_Both_lists_count_and_what_is_not_as_it_should_be_is_never_valid(string how, bool isValid)
    {
        string a = Pem(_a.Make()), b = Pem(_b.Make());
        var file = how switch
        {
            "byte order mark" => "\uFEFF" + a + b,
            "CRLF" => (a + b).Replace("\n", "\r\n", StringComparison.Ordinal),
            "authority beside" => _a.Authority.ExportCertificatePem() + "\n" + a + b,
            "no line end" => a.TrimEnd() + b,
            _ => a.Replace("X509 CRL", "CRL", StringComparison.Ordinal) + b,
        };
        var crl = Read(file);
        Assert.Equal(isValid ? CrlStatus.Valid : CrlStatus.Degraded, crl.Loaded);
        Assert.Equal(isValid, crl.Reason is null);
        Assert.Equal(["0A", "0B"], Revoked(crl));
    }

    [Theory]
    [InlineData("cut short", "crl: line 3: ")]
    [InlineData("other end", "crl: line ")]
    [InlineData("private key", "crl: line 1: a block 'PRIVATE KEY' does not belong")]
    public void Case02_List_that_is_not_read_is_reported_with_its_line_and_is_never_valid(string how, string expected)
    {
        string a = Pem(_a.Make()), b = Pem(_b.Make());
        var crl = Read(how switch
        {
            "cut short" => string.Join('\n', a.Split('\n')[..2]) + "\n" + b,
            "other end" => a.Replace("END X509", "END Y509", StringComparison.Ordinal) + b,
            _ => a.Replace("X509 CRL", "PRIVATE KEY", StringComparison.Ordinal) + b,
        });
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.StartsWith(expected, crl.Reason, StringComparison.Ordinal);
        Assert.Equal(["0B"], Revoked(crl));
    }

    [Fact]
    public void Case02_Download_is_judged_like_a_file()
    {
        var crl = Read(Pem(_a.Make()).Replace("X509 CRL", "CRL", StringComparison.Ordinal) + Pem(_b.Make()));
        Assert.Equal(new CrlDownload(CrlDownloadOutcome.Newer, crl.Reason), CrlDecision.Judge(CrlState.None, crl));
    }

    [Fact]
    public void Lists_in_one_file_are_bounded_and_the_bound_is_reported()
    {
        var one = Pem(_a.Make());
        Assert.Equal(CrlStatus.Valid, Read(string.Concat(Enumerable.Repeat(one, CrlLimits.MaxListsInFile))).Loaded);
        var crl = Read(string.Concat(Enumerable.Repeat(one, CrlLimits.MaxListsInFile)) + Pem(_b.Make()));
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.Contains("more than 64 lists", crl.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Case44_List_of_the_future_does_not_count_and_is_reported()
    {
        _a.ThisUpdate = writer => writer.WriteUtcTime(CrlForge.Now.AddMinutes(5));
        Assert.Equal(CrlStatus.Valid, Read(Pem(_a.Make())).Loaded);
        _a.ThisUpdate = writer => writer.WriteUtcTime(CrlForge.Now.AddMinutes(5).AddSeconds(1));
        var crl = Read(Pem(_a.Make()) + Pem(_b.Make()));
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.Contains("is the clock right?", crl.Reason, StringComparison.Ordinal);
        Assert.Equal(["0B"], Revoked(crl));
        Assert.Equal(CrlForge.Now.AddSeconds(1), crl.Awaited);
        Assert.Equal(new CrlDownload(CrlDownloadOutcome.Newer, crl.Reason), CrlDecision.Judge(CrlState.None, crl));
    }

    private CrlState Read(string file) =>
        CrlFile.Parse("crl", Encoding.UTF8.GetBytes(file), [_a.Authority, _b.Authority], CrlForge.Now);

    private static IEnumerable<string> Revoked(CrlState crl) => crl.Lists
        .SelectMany(list => new byte[] { 0x0A, 0x0B }.Where(serial => list.Serials.Contains([serial])))
        .Select(serial => serial.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)).Order();

    private static string Pem(byte[] der) => PemEncoding.WriteString("X509 CRL", der) + "\n";
}
