using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Configuration.Sections;
using LinuxPatchApi.Tls;
using LinuxPatchApi.Tls.Revocation;
using LinuxPatchApi.Tls.Revocation.Parsing;

namespace LinuxPatchApi.Tests.Tls.Revocation;

/// <summary>A chain of leaf, intermediate and root, with different lists of the two authorities.</summary>
public sealed class ChainCheckTests : IDisposable
{
    private static readonly DateTimeOffset Now = CrlForge.Now;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _middle;
    private readonly X509Certificate2 _leaf;

    public ChainCheckTests()
    {
        _root = Issue("CN=Root", new X500DistinguishedName("CN=Root"), 1);
        _middle = Issue("CN=Middle", _root.SubjectName, 2);
        _leaf = Issue("CN=Leaf", _middle.SubjectName, 3);
    }

    public void Dispose()
    {
        _key.Dispose();
        _root.Dispose();
        _middle.Dispose();
        _leaf.Dispose();
    }

    /// <summary>
    /// The list of the intermediate (issuer of the leaf) and that of the root: none, good, overdue, or revoking the certificate below.
    /// </summary>
    [Theory]
    [InlineData("none", "none", "Good", "Unknown")]
    [InlineData("good", "none", "Good", "Good")]
    [InlineData("none", "good", "Good", "Unknown")]
    [InlineData("good", "good", "Good", "Good")]
    [InlineData("overdue", "good", "Good", "Unknown")]
    [InlineData("good", "overdue", "Good", "Unknown")]
    [InlineData("revokes", "none", "Revoked", "Revoked")]
    [InlineData("none", "revokes", "Revoked", "Revoked")]
    [InlineData("overdue", "revokes", "Revoked", "Revoked")]
    [InlineData("endless", "none", "Good", "Good")]
    internal void Each_certificate_is_judged_by_the_list_of_its_issuer(string middle, string root, string keepServing, string refuse)
    {
        var crl = new CrlState(CrlStatus.Valid, null, [.. List(_middle, middle, 3), .. List(_root, root, 2)]);
        Assert.Equal(keepServing, ChainCheck.Judge(crl, [_leaf, _middle, _root], CrlPolicy.KeepServing, Now).ToString());
        Assert.Equal(refuse, ChainCheck.Judge(crl, [_leaf, _middle, _root], CrlPolicy.Refuse, Now).ToString());
    }

    [Fact]
    public void Root_on_its_own_list_is_revoked() => Assert.Equal(ChainVerdict.Revoked, ChainCheck.Judge(
        new CrlState(CrlStatus.Valid, null, [.. List(_root, "revokes", 1)]), [_leaf, _middle, _root], CrlPolicy.KeepServing, Now));

    [Fact]
    public void Overdue_list_of_an_authority_outside_of_the_chain_does_not_matter()
    {
        using var other = Issue("CN=Other", new X500DistinguishedName("CN=Other"), 9);
        var crl = new CrlState(CrlStatus.Valid, null, [.. List(_middle, "good", 0), .. List(other, "overdue", 0)]);
        Assert.Equal(ChainVerdict.Good, ChainCheck.Judge(crl, [_leaf, _middle, _root], CrlPolicy.Refuse, Now));
    }

    /// <summary>
    /// A CA that shares its certificates out among two lists: that of the other place is no list of the leaf's, and what either revokes is
    /// revoked. A certificate that names no place is not told from others.
    /// </summary>
    [Theory]
    [InlineData("1", "1", "good", "Good")]
    [InlineData("1", "1", "revokes", "Revoked")]
    [InlineData("1", "2", "good", "Unknown")]
    [InlineData("1", "2", "revokes", "Revoked")]
    [InlineData("1", "1 2", "good", "Good")]
    [InlineData("1", "none", "good", "Good")]
    [InlineData("none", "2", "good", "Good")]
    [InlineData("damaged", "2", "good", "Unknown")]
    internal void Case03_A_list_is_about_the_certificates_that_name_its_place(string leafs, string lists, string kind, string verdict)
    {
        using var leaf = Issue("CN=Leaf", _middle.SubjectName, 3, leafs);
        var crl = new CrlState(CrlStatus.Valid, null, [.. lists.Split(' ').Select(
            place => List(_middle, kind, 3).Single() with { Place = place == "none" ? CrlPlace.None : CrlPlace.Of(Placed(place))! })]);
        Assert.Equal(verdict, ChainCheck.Judge(crl, [leaf, _middle, _root], CrlPolicy.Refuse, Now).ToString());
    }

    /// <summary>The list of place 2 is overdue.</summary>
    [Theory]
    [InlineData("1", "1", "Good")]
    [InlineData("2", "1", "Unknown")]
    [InlineData("none", "1", "Unknown")]
    [InlineData("none", "none", "Good")]
    [InlineData("2", "none", "Good")]
    internal void Case03_An_overdue_list_counts_for_the_certificates_that_may_be_on_it(string leafs, string fresh, string verdict)
    {
        using var leaf = Issue("CN=Leaf", _middle.SubjectName, 3, leafs);
        var crl = new CrlState(CrlStatus.Valid, null,
        [
            List(_middle, "good", 3).Single() with { Place = fresh == "none" ? CrlPlace.None : CrlPlace.Of(Placed(fresh))! },
            List(_middle, "overdue", 3).Single() with { Place = CrlPlace.Of(Placed("2"))! },
        ]);
        Assert.Equal(verdict, ChainCheck.Judge(crl, [leaf, _middle, _root], CrlPolicy.Refuse, Now).ToString());
    }

    /// <summary>A CA that gives up its places issues one complete list, which is newer than theirs.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Case03_A_newer_complete_list_takes_the_place_of_the_partitioned_ones(bool isLast)
    {
        var placed = List(_middle, "revokes", 3).Single() with { Place = CrlPlace.Of(Placed("1"))! };
        var complete = List(_middle, "good", 3).Single() with { Number = CrlNumber.Of(9), ThisUpdate = Now };
        var lists = new List<IssuerRevocations>();
        foreach (var list in isLast ? new[] { placed, complete } : [complete, placed])
        {
            CrlDecision.Add(lists, list);
        }
        Assert.Equal("9", Assert.Single(lists).Number!.ToString());
    }

    /// <summary>Neither takes the other's place, whatever their numbers.</summary>
    [Fact]
    public void Case03_Lists_of_two_places_are_in_force_side_by_side()
    {
        var lists = new List<IssuerRevocations>();
        CrlDecision.Add(lists, List(_middle, "revokes", 3).Single() with { Place = CrlPlace.Of(Placed("1"))! });
        CrlDecision.Add(lists, List(_middle, "good", 3).Single() with { Place = CrlPlace.Of(Placed("2"))!, Number = CrlNumber.Of(9) });
        CrlDecision.Add(lists, List(_middle, "good", 3).Single() with { Place = CrlPlace.Of(Placed("2"))!, Number = CrlNumber.Of(10) });
        Assert.Equal(["1", "10"], lists.Select(list => list.Number!.ToString()));
        Assert.Empty(lists[0].Beside);
    }

    private X509Certificate2 Placed(string place) => Issue("CN=x", _middle.SubjectName, 99, place);

    /// <summary>The last good list stays in use, so a bad file or download locks nobody out.</summary>
    [Fact]
    public void Degraded_state_with_a_good_list_is_good_also_when_policy_refuses() => Assert.Equal(ChainVerdict.Good, ChainCheck.Judge(
        new CrlState(CrlStatus.Degraded, "x", [.. List(_middle, "good", 0)]), [_leaf, _middle, _root], CrlPolicy.Refuse, Now));

    [Fact]
    public void Issuer_name_in_another_encoding_does_not_hide_a_revoked_certificate()
    {
        var name = new X500DistinguishedName([.. Convert.FromHexString("3011310F300D06035504030C06"), .. "Middle"u8]);
        Assert.NotEqual(name.RawData, _middle.SubjectName.RawData);
        using var leaf = Issue("CN=Leaf", name, 3);
        Assert.Equal(ChainVerdict.Revoked, ChainCheck.Judge(
            new CrlState(CrlStatus.Valid, null, [.. List(_middle, "revokes", 3)]), [leaf, _middle, _root], CrlPolicy.KeepServing, Now));
    }

    private static IEnumerable<IssuerRevocations> List(X509Certificate2 issuer, string kind, byte serial) => kind == "none" ? [] :
    [
        new IssuerRevocations(
            issuer.SubjectName.RawData, IssuerRevocations.KeyOf(issuer), CrlNumber.Of(1), Now.AddDays(-2),
            kind switch { "overdue" => Now.AddSeconds(-1), "endless" => null, _ => Now },
            kind == "revokes" ? new SerialSet(new byte[] { 0x02, 1, serial }, [1]) : new SerialSet(default, [])),
    ];

    private X509Certificate2 Issue(string subject, X500DistinguishedName issuer, byte serial, string place = "none")
    {
        var request = new CertificateRequest(subject, _key, HashAlgorithmName.SHA256);
        if (place != "none")
        {
            request.CertificateExtensions.Add(place == "damaged" ? new X509Extension("2.5.29.31", [0x30, 9, 1], critical: false)
                : CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([$"http://a.example.org/{place}.crl"]));
        }
        return request.Create(issuer, X509SignatureGenerator.CreateForECDsa(_key), Now.AddDays(-10), Now.AddDays(10), [serial]);
    }
}
