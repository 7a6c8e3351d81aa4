using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Http.Limits;
using LinuxPatchApi.Http.Native;
using LinuxPatchApi.Http.Tls;

namespace LinuxPatchApi.Http.Tests.Tls;

public sealed class EarlyJudgementTests : IDisposable
{
    private readonly X509Certificate2 _root = Make("root", null);
    private readonly X509Certificate2 _leaf;
    private readonly ClientCertificatePolicy _policy;

    public EarlyJudgementTests()
    {
        _leaf = Make("client", _root);
        _policy = new ClientCertificatePolicy([_root]);
    }

    [Fact]
    public void Case45_As_many_certificates_as_may_be_sent_are_judged_and_one_more_is_refused_unread()
    {
        var judged = new EarlyJudgement(_policy);
        Assert.Equal(VerifyError.None, judged.Judge(_leaf, HttpLimits.ClientListLength, () => [_root]));
        var refused = new EarlyJudgement(_policy);
        Assert.Equal(
            VerifyError.ChainTooLong,
            refused.Judge(
                _leaf, HttpLimits.ClientListLength + 1, () => throw new InvalidOperationException("no certificate above is to be read")));
        Assert.Equal((ClientCertificateVerdict.ChainTooLong, "CN=client", "CN=root"), (refused.Verdict, refused.Subject, refused.Issuer));
    }

    [Theory]
    [InlineData(HttpLimits.ClientListLength - 1, ClientCertificateVerdict.Accepted)]
    [InlineData(HttpLimits.ClientListLength, ClientCertificateVerdict.ChainTooLong)]
    public void Case45_No_chain_is_built_of_more_than_may_be_sent(int above, ClientCertificateVerdict expected) =>
        Assert.Equal(expected, _policy.Check(_leaf, [.. Enumerable.Repeat(_root, above)]));

    [Fact]
    public void Case45_A_certificate_that_was_good_is_left_to_the_framework_and_a_refused_one_never()
    {
        var stranger = Make("stranger", null);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(
                VerifyError.None,
                new EarlyJudgement(_policy).Judge(_leaf, 1, () => i == 0 ? [] : throw new InvalidOperationException("seen before")));
            Assert.Equal(VerifyError.SelfSigned, new EarlyJudgement(_policy).Judge(stranger, 1, () => []));
        }
    }

    [Fact]
    public void Case45_Seen_certificates_are_bounded()
    {
        var seen = new SeenCertificates();
        for (var i = 0; i < SeenCertificates.Most; i++)
        {
            seen.Add(SHA256.HashData(BitConverter.GetBytes(i)));
        }
        Assert.Equal(SeenCertificates.Most, seen.Count);
        seen.Add(SHA256.HashData([1]));
        Assert.Equal(1, seen.Count);
        Assert.True(seen.Contains(SHA256.HashData([1])));
    }

    /// <summary>The callback finds its handshake by the call flow; handshakes do not see each other's findings.</summary>
    [Fact]
    public async Task Judgements_of_handshakes_at_the_same_time_are_kept_apart()
    {
        Assert.Null(EarlyJudgement.Current);
        var stranger = Make("stranger", null);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var mine = new EarlyJudgement(_policy);
            EarlyJudgement.Current = mine;
            await Task.Yield();
            Assert.Same(mine, EarlyJudgement.Current);
            EarlyJudgement.Current!.Judge(i % 2 == 0 ? _leaf : stranger, 1, () => []);
            return mine.Verdict;
        }));
        for (var i = 0; i < verdicts.Length; i++)
        {
            Assert.Equal(i % 2 == 0 ? ClientCertificateVerdict.Accepted : ClientCertificateVerdict.SelfSigned, verdicts[i]);
        }
        Assert.Null(EarlyJudgement.Current);
    }

    [Fact]
    public void Case30_Every_refusal_has_an_alert()
    {
        foreach (var verdict in Enum.GetValues<ClientCertificateVerdict>())
        {
            Assert.Equal(verdict == ClientCertificateVerdict.Accepted, EarlyJudgement.ErrorOf(verdict) == VerifyError.None);
        }
    }

    public void Dispose()
    {
        _root.Dispose();
        _leaf.Dispose();
    }

    private static X509Certificate2 Make(string name, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], false));
        var (from, to) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return issuer is null ? request.CreateSelfSigned(from, to) : request.Create(issuer, from, to.AddMinutes(-1), [1, 2, 3]);
    }
}
