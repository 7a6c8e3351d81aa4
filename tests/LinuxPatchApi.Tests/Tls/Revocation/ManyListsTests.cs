using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Several lists in one file or download, in the future, damaged or at odds: each is judged for itself, none is lost.</summary>
public sealed class ManyListsTests : IDisposable
{
    private static readonly DateTimeOffset Now = CrlForge.Now;
    private readonly CrlForge _a = new("CN=A");
    private readonly CrlForge _b = new("CN=B");
    private readonly CrlForge _other = new("CN=Not in the CA file");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Case44_List_of_a_strange_CA_does_not_keep_the_others_of_a_download_from_taking_effect()
    {
        var judged = CrlDecision.Judge(Read(List(_a, 1, -1)), Read(List(_a, 2, 0, 0x0A) + List(_other, 1, 0)));
        Assert.Equal(CrlDownloadOutcome.Newer, judged.Outcome);
        Assert.Contains("its issuer is not in the CA file", judged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Case44_Download_of_nothing_but_the_list_of_a_CA_that_clients_send_counts_as_a_file_would()
    {
        var download = Read(List(_other, 1, 0, 0x0A));
        Assert.Equal(CrlDownloadOutcome.Newer, CrlDecision.Judge(Read(List(_a, 1, -1)), download).Outcome);
        using var same = new CrlForge("CN=A");
        Assert.Equal(CrlDownloadOutcome.Refused, CrlDecision.Judge(Read(List(_a, 1, -1)), Read(List(same, 2, 0, 0x0A))).Outcome);
    }

    [Fact]
    public void Case44_Older_list_of_one_CA_does_not_keep_the_newer_one_of_another_from_taking_effect()
    {
        var judged = CrlDecision.Judge(Read(List(_a, 1, -1) + List(_b, 9, 0)), Read(List(_a, 2, 0, 0x0A) + List(_b, 8, -1)));
        Assert.Equal(CrlDownloadOutcome.Newer, judged.Outcome);
        Assert.Contains("list 8", judged.Reason, StringComparison.Ordinal);
        Assert.Contains("older than the one in use", judged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Case44_Damaged_part_of_a_download_does_not_keep_a_list_from_taking_effect()
    {
        var judged = CrlDecision.Judge(Read(List(_a, 1, -1)), Read(List(_a, 2, 0, 0x0A) + List(_b, 1, 0)[..90]));
        Assert.Equal((CrlDownloadOutcome.Newer, true), (judged.Outcome, judged.Reason is not null));
    }

    /// <summary>What the disk has must be enough after a restart, whatever was downloaded in which order.</summary>
    [Fact]
    public void Case44_Copy_on_disk_loses_no_list_that_a_later_download_lacks_or_has_in_an_older_form()
    {
        var first = Again(CrlState.None, List(_a, 1, -1) + List(_b, 9, 0, 0x0B));
        var second = Again(first, List(_a, 2, 0, 0x0A) + List(_b, 8, -1));
        Assert.Equal((CrlStatus.Valid, (string?)null), (second.Loaded, second.Reason));
        Assert.Equal(["2", "9"], second.Lists.Select(list => list.Number!.ToString()));
        Assert.Equal((ChainVerdict.Revoked, ChainVerdict.Revoked), (Judge(second, _a, 0x0A), Judge(second, _b, 0x0B)));

        var third = Again(second, List(_other, 1, 0) + List(_other, 2, 3));
        Assert.Equal((2, 1, 1), (third.Lists.Count, third.Unplaced.Count, third.FutureUnplaced.Count));
    }

    [Fact]
    public void Case44_Future_list_refuses_at_once_counts_as_no_list_and_comes_into_force_in_its_time()
    {
        var crl = Decide(null, Read(List(_a, 5, 3, 0x0A)));
        Assert.Equal((CrlStatus.Invalid, ChainVerdict.Revoked), (crl.Loaded, Judge(crl, _a, 0x0A)));
        Assert.Equal(ChainVerdict.Good, Judge(crl, _a, 0x0B));
        Assert.Equal(ChainVerdict.Unknown, Judge(crl, _a, 0x0B, CrlPolicy.Refuse));

        // Its file is gone by then; a revocation never is.
        var gone = Decide(crl, CrlState.None);
        Assert.Equal(crl.Awaited, gone.Awaited);
        var later = gone.At(Now.AddDays(3));
        Assert.Equal((null, 1, ChainVerdict.Revoked), (later.Awaited, later.Lists.Count, Judge(later, _a, 0x0A)));
    }

    [Fact]
    public void Case44_Future_list_that_a_higher_number_has_replaced_is_dropped()
    {
        var crl = Decide(Read(List(_a, 5, 3, 0x0A)), Read(List(_a, 6, 0)));
        Assert.Equal((null, ChainVerdict.Good), (crl.Awaited, Judge(crl, _a, 0x0A)));
    }

    [Fact]
    public void Case44_Future_list_of_a_CA_that_only_clients_send_refuses_and_is_awaited()
    {
        var crl = Read(List(_other, 1, 3, 0x0A));
        Assert.Equal((Now.AddDays(3) - CrlLimits.ClockTolerance, 0, 1), (crl.Awaited, crl.Unplaced.Count, crl.FutureUnplaced.Count));
        Assert.Equal(ChainVerdict.Revoked, Judge(crl, _other, 0x0A));
        var later = crl.At(Now.AddDays(3));
        Assert.Equal((null, 1, 0), (later.Awaited, later.Unplaced.Count, later.FutureUnplaced.Count));
        Assert.Equal(ChainVerdict.Revoked, Judge(later, _other, 0x0A));
    }

    [Theory]
    [InlineData("half")]
    [InlineData("bit")]
    [InlineData("empty")]
    public void Case02_Damaged_copy_of_the_download_at_a_start_is_reported_and_refuse_accepts_nobody(string how)
    {
        var der = Make(_a, 2, 0, 0x0A);
        var pem = Pem(der);
        der[^1] ^= 1;
        var copy = Read(how switch { "half" => pem[..(pem.Length / 2)], "bit" => Pem(der), _ => "" }, "copy.pem");
        var file = Read(List(_a, 1, -1));
        var crl = Decide(null, file, copy);
        Assert.Equal(CrlStatus.Degraded, crl.Loaded);
        Assert.Contains("copy.pem: ", crl.Reason, StringComparison.Ordinal);
        Assert.Equal(how != "empty", crl.Reason!.Contains("line 1", StringComparison.Ordinal));
        Assert.Equal((ChainVerdict.Good, ChainVerdict.Unknown), (Judge(crl, _a, 0x0A), Judge(crl, _a, 0x0A, CrlPolicy.Refuse)));

        // The next download puts it right; a running agent has all lists in memory.
        var whole = Decide(crl, file, Read(pem));
        Assert.Equal((CrlStatus.Valid, ChainVerdict.Revoked), (whole.Loaded, Judge(whole, _a, 0x0A)));
        var running = Decide(whole, file, copy);
        Assert.Equal((CrlStatus.Degraded, ChainVerdict.Good), (running.Loaded, Judge(running, _a, 0x0B, CrlPolicy.Refuse)));
    }

    [Fact]
    public void Case02_Damaged_copy_without_any_other_list_is_invalid_and_named()
    {
        var crl = Decide(null, CrlState.None, Read("x", "copy.pem"));
        Assert.Equal(CrlStatus.Invalid, crl.Loaded);
        Assert.Contains("copy.pem: ", crl.DegradedReasonAt(Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Case02_Damaged_list_beside_an_older_one_of_the_operators_file_is_unknown_to_refuse()
    {
        var crl = Decide(null, Read(List(_a, 1, -1) + List(_a, 2, 0, 0x0A)[..150]));
        Assert.Equal((CrlStatus.Degraded, ChainVerdict.Unknown), (crl.Loaded, Judge(crl, _a, 0x0B, CrlPolicy.Refuse)));
    }

    [Theory]
    [InlineData(7, 0, 7, 0)]
    [InlineData(7, 0, 8, -1)]
    [InlineData(8, -1, 7, 0)]
    [InlineData(null, 0, null, 0)]
    public void Case03_Lists_of_one_key_of_which_neither_is_newer_both_refuse_and_that_is_reported(
        int? number, int day, int? other, int otherDay)
    {
        string first = List(_a, number, day, 0x0A), second = List(_a, other, otherDay, 0x0B);
        foreach (var text in (string[])[first + second, second + first])
        {
            var file = Read(text);
            Assert.Equal(CrlStatus.Degraded, file.Loaded);
            Assert.Contains("neither is newer", file.Reason, StringComparison.Ordinal);
            AssertBoth(Decide(null, file));
            AssertBoth(Again(CrlState.None, text));
        }
        var apart = Decide(null, Read(first), Read(second));
        Assert.Contains("neither is newer", apart.Reason, StringComparison.Ordinal);
        AssertBoth(apart);
        Assert.Equal(CrlDownloadOutcome.Newer, CrlDecision.Judge(Read(first), Read(second)).Outcome);

        // The next regular list ends it.
        var next = Decide(apart, Read(List(_a, 9, 0, 0x0B)));
        Assert.Equal((CrlStatus.Valid, ChainVerdict.Good), (next.Loaded, Judge(next, _a, 0x0A)));

        void AssertBoth(CrlState crl) =>
            Assert.Equal((ChainVerdict.Revoked, ChainVerdict.Revoked), (Judge(crl, _a, 0x0A), Judge(crl, _a, 0x0B)));
    }

    private CrlState Decide(CrlState? previous, CrlState file, CrlState? copy = null) =>
        CrlDecision.Decide(previous, new CrlSources(file, copy ?? CrlState.None), null, [_a.Authority, _b.Authority]);

    private static ChainVerdict Judge(CrlState crl, CrlForge issuer, byte serial, CrlPolicy policy = CrlPolicy.KeepServing)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var leaf = new CertificateRequest("CN=Leaf", key, HashAlgorithmName.SHA256).Create(
            issuer.Authority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Now.AddDays(-10), Now.AddDays(10), [serial]);
        return ChainCheck.Judge(crl, [leaf, issuer.Authority], policy, Now);
    }

    private CrlState Read(string file, string path = "crl.pem") =>
        CrlFile.Parse(path, Encoding.ASCII.GetBytes(file), [_a.Authority, _b.Authority], Now);

    /// <summary>The copy after a download and a restart.</summary>
    private CrlState Again(CrlState copy, string download) => Read(Encoding.ASCII.GetString(CrlCopy.Compose(copy, Read(download))));

    private static string List(CrlForge forge, int? number, int day, params byte[] serials) => Pem(Make(forge, number, day, serials));

    private static byte[] Make(CrlForge forge, int? number, int day, params byte[] serials)
    {
        forge.ThisUpdate = writer => writer.WriteUtcTime(Now.AddDays(day));
        forge.Entries.Clear();
        forge.Entries.AddRange(serials.Select(serial => (new[] { serial }, Array.Empty<(string, bool, byte[])>())));
        forge.Extensions.Clear();
        if (number is { } value)
        {
            forge.Extensions.Add(("2.5.29.20", false, CrlForge.Integer(value)));
        }
        var key = forge.Authority.Extensions.OfType<X509SubjectKeyIdentifierExtension>().Single();
        forge.Extensions.Add(("2.5.29.35", false, X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(key).RawData));
        return forge.Make();
    }

    private static string Pem(byte[] der) => PemEncoding.WriteString("X509 CRL", der) + "\n";
}
