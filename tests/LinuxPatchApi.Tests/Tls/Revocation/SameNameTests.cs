using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>Two authorities with one name and different keys: a list belongs to the key that signed it.</summary>
public sealed class SameNameTests : IDisposable
{
    private readonly CrlForge _a = new("CN=Same");
    private readonly CrlForge _b = new("CN=Same");

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Case03_Each_key_has_its_own_list_whatever_the_order(bool isAFirst)
    {
        _a.Entries.Add(([0x0A], []));
        _b.Entries.Add(([0x0B], []));
        Number(_b, 1000);
        string a = Pem(_a), b = Pem(_b);
        var crl = Read(isAFirst ? a + b : b + a, _a, _b);
        Assert.Equal((CrlStatus.Valid, 2), (crl.Loaded, crl.Lists.Count));
        Assert.Equal(ChainVerdict.Revoked, Judge(crl, _a, 0x0A));
        Assert.Equal(ChainVerdict.Revoked, Judge(crl, _b, 0x0B));
    }

    [Fact]
    public void Case03_Serial_number_that_the_other_key_has_revoked_is_good()
    {
        _a.Entries.Add(([0x0A], []));
        var crl = Read(Pem(_a) + Pem(_b), _a, _b);
        Assert.Equal(ChainVerdict.Revoked, Judge(crl, _a, 0x0A));
        Assert.Equal(ChainVerdict.Good, Judge(crl, _b, 0x0A));
    }

    [Fact]
    public void Case03_Key_without_a_list_is_unknown_although_its_name_has_one()
    {
        var crl = Read(Pem(_a), _a, _b);
        Assert.Equal(ChainVerdict.Good, Judge(crl, _a, 0x0A, CrlPolicy.Refuse));
        Assert.Equal(ChainVerdict.Unknown, Judge(crl, _b, 0x0A, CrlPolicy.Refuse));
    }

    /// <summary>The new key restarts its numbers and dates; that is not a step back.</summary>
    [Fact]
    public void Case03_List_of_a_key_that_replaces_another_of_the_same_name_counts_at_once()
    {
        Number(_a, 1000);
        var former = Read(Pem(_a), _a);
        Number(_b, 1);
        _b.ThisUpdate = writer => writer.WriteUtcTime(CrlForge.Now.AddDays(-30));
        _b.Entries.Add(([0x0B], []));
        var file = Read(Pem(_b), _b);

        var next = CrlDecision.Decide(former, new CrlSources(file, CrlState.None), null, _b.Authorities);

        Assert.Equal((CrlStatus.Valid, (string?)null), (next.Loaded, next.Reason));
        Assert.Equal(ChainVerdict.Revoked, Judge(next, _b, 0x0B));
        Assert.Equal(CrlDownloadOutcome.Newer, CrlDecision.Judge(former, file).Outcome);
    }

    [Fact]
    public void Case03_Number_within_one_key_does_not_go_back_beside_another_key()
    {
        Number(_a, 1000);
        var former = Read(Pem(_a), _a, _b);
        Number(_a, 999);
        Number(_b, 1);
        var file = Read(Pem(_a) + Pem(_b), _a, _b);
        var next = CrlDecision.Decide(former, new CrlSources(file, CrlState.None), null, [_a.Authority, _b.Authority]);
        Assert.Equal(CrlStatus.Degraded, next.Loaded);
        Assert.Equal(["1", "1000"], next.Lists.Select(list => list.Number!.ToString()).Order());
    }

    [Fact]
    public void Case03_Intermediate_is_judged_by_the_list_of_the_key_above_it()
    {
        _a.Entries.Add(([0x02], []));
        var crl = Read(Pem(_a) + Pem(_b), _a, _b);
        using var below = Issue(new X500DistinguishedName("CN=Same"), 2, "CN=Middle");
        using var leaf = Issue(below.SubjectName, 2, "CN=Leaf");
        Assert.Equal(ChainVerdict.Revoked, ChainCheck.Judge(crl, [leaf, below, _a.Authority], CrlPolicy.KeepServing, CrlForge.Now));
        Assert.Equal(ChainVerdict.Good, ChainCheck.Judge(crl, [leaf, below, _b.Authority], CrlPolicy.KeepServing, CrlForge.Now));
    }

    private static ChainVerdict Judge(CrlState crl, CrlForge issuer, byte serial, CrlPolicy policy = CrlPolicy.KeepServing)
    {
        using var leaf = Issue(issuer.Authority.SubjectName, serial, "CN=Leaf");
        return ChainCheck.Judge(crl, [leaf, issuer.Authority], policy, CrlForge.Now);
    }

    /// <summary>Chain building finds out whose key signed it; here the chain is given.</summary>
    private static X509Certificate2 Issue(X500DistinguishedName issuer, byte serial, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).Create(
            issuer, X509SignatureGenerator.CreateForECDsa(key), CrlForge.Now.AddDays(-10), CrlForge.Now.AddDays(10), [serial]);
    }

    private static CrlState Read(string file, params CrlForge[] authorities) => CrlFile.Parse(
        "crl", Encoding.ASCII.GetBytes(file), [.. authorities.Select(authority => authority.Authority)], CrlForge.Now);

    private static void Number(CrlForge forge, long number) => forge.Extensions[0] = ("2.5.29.20", false, CrlForge.Integer(number));

    private static string Pem(CrlForge forge) => PemEncoding.WriteString("X509 CRL", forge.Make()) + "\n";
}
