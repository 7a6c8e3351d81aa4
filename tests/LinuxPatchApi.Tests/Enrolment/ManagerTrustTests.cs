using System.Security.Cryptography.X509Certificates;
using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>By which authorities the manager is verified, and what a CA file of it is read as.</summary>
public sealed class ManagerTrustTests : IDisposable
{
    private static readonly X509Certificate2Collection Authorities = [];
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Manager_is_verified_by_the_hosts_own_authorities_unless_something_is_configured()
    {
        Assert.Same(Authorities, ManagerTrust.Of(null, Authorities).Trust!.Authorities);
        var fingerprint = new string('A', 64);
        Assert.Equal(fingerprint, ManagerTrust.Of(ManagerTrust.FingerprintPrefix + fingerprint, Authorities).Trust!.Fingerprint);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:AB")]
    [InlineData("/nowhere/ca.pem")]
    public void Trust_that_cannot_be_used_is_not_replaced_by_the_authorities(string configured)
    {
        var (trust, failure) = ManagerTrust.Of(configured, Authorities);
        Assert.Null(trust);
        Assert.StartsWith("enrollment.manager_ca: ", failure, StringComparison.Ordinal);
    }

    /// <summary>The first block is sound in each; the second one is what is wrong, so many lines after its begin.</summary>
    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", 0, "")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", 1, "")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n", 0, "holds a damaged PEM certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n", 0, "has no end; the file is cut short")]
    public async Task Case02_Damaged_block_of_a_bundle_is_named_with_its_line(string block, int after, string expected)
    {
        await using var bed = new EnrolmentBed();
        var good = (await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken)).TrimEnd() + "\n";
        var line = good.Count(c => c == '\n') + 1 + after;
        var path = _directory.Write("ca.pem", good + block);
        var (trust, failure) = ManagerTrust.Read(path);
        Assert.Null(trust);
        Assert.StartsWith($"{path}: line {line}", failure, StringComparison.Ordinal);
        Assert.Contains(expected, failure!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_of_several_with_text_between_them_is_read()
    {
        await using var bed = new EnrolmentBed();
        var good = await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken);
        Assert.Equal(2, ManagerTrust.Read(_directory.Write("ca.pem", $"# the site's\n{good}\n{good}")).Trust!.Authorities.Count);
        var none = _directory.Write("none.pem", "#\n");
        Assert.Equal($"{none}: holds no PEM certificate", ManagerTrust.Read(none).Failure);
    }

    [Theory]
    [InlineData("system", "system", true)]
    [InlineData("/a", "/b", false)]
    [InlineData("sha256:AA", "sha256:AA", true)]
    [InlineData("sha256:{0}", "SHA256:{0}", true)]
    [InlineData("sha256:{0}", "system", false)]
    public void Fingerprints_are_the_same_in_any_spelling(string one, string other, bool isSame)
    {
        var digits = new string('a', 64);
        Assert.Equal(isSame, ManagerTrust.IsSame(one.Replace("{0}", digits), other.Replace("{0}", digits.ToUpperInvariant())));
    }
}
